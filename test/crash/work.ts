/** How much of the proof is run, and many stories at a time. */

/** `CAMPAIGNCTL_PROOF=whole`: every kill point, every store. Else a spread of them. */
export const WHOLE = process.env['CAMPAIGNCTL_PROOF'] === 'whole';

export interface Task {
  readonly name: string;
  run(): Promise<void>;
}

/** Runs all of them, `width` at a time; throws once with everything that failed, each by its name. */
export async function inParallel(tasks: readonly Task[], width: number): Promise<void> {
  const left = [...tasks];
  const failures: string[] = [];
  async function work(): Promise<void> {
    for (let task = left.shift(); task !== undefined; task = left.shift()) {
      try {
        await task.run();
      } catch (error) {
        failures.push(`${task.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: width }, work));
  if (failures.length === 0) return;
  const shown = failures.slice(0, 10).join('\n\n');
  throw new Error(`${failures.length} of ${tasks.length} failed\n\n${shown}`);
}

/** Every `nth`, beginning somewhere in the first stretch. */
export function spread<T>(all: readonly T[], nth: number, first = 0): readonly T[] {
  return all.filter((_, at) => at % nth === first % nth);
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
