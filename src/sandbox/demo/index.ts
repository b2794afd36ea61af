export interface DemoWorld {
  readonly program: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  tell(line: string): void;
}

export async function runDemo(world: DemoWorld): Promise<boolean> {
  world.tell("soon");
  return true;
}
