/**
 * One holder per name among all processes of this machine. A dead holder is replaced at once, a live one never;
 * who waits too long gets FobError `lock_timeout`.
 */
export interface Lock {
  hold<T>(name: string, work: () => Promise<T>): Promise<T>;
}
