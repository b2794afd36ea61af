/**
 * Keeps a server in trouble from being asked far more often than it is in health: beside a few, repetitions stay
 * below half of the requests, so bulk work never sends more than one and a half times what it has to.
 */
export interface Quota {
  began(): void;
  repeated(): void;
  allows(): boolean;
}

const free = 20;

export function createQuota(): Quota {
  let requests = 0;
  let repetitions = 0;
  return {
    began: () => {
      requests++;
    },
    repeated: () => {
      repetitions++;
    },
    allows: () => repetitions < free + requests / 2,
  };
}
