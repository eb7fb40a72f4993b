/**
 * Paths: where new files go.
 * Law: never where something is already, and never twice to the same place.
 */

/** A path without its ending that is free with each of the endings; asked for once, it is given away. */
export type FreePath = (wanted: string, endings: readonly string[]) => string;

export function freePaths(isTaken: (path: string) => boolean): FreePath {
  const given = new Set<string>();
  return (wanted, endings) => {
    for (let n = 1; ; n += 1) {
      const path = n === 1 ? wanted : `${wanted}-${n}`;
      const all = endings.map((ending) => path + ending);
      if (all.some((one) => given.has(one) || isTaken(one))) continue;
      for (const one of all) given.add(one);
      return path;
    }
  };
}
