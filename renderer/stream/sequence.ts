/** Follows the numbers of table frames on one connection. */
export interface Sequence {
  /** Whether `seq` follows the number before; a hole (or a step back) means that frames were lost. */
  accept(seq: number): boolean;
}

/** A sequence that starts at 1, as each connection does. */
export function createSequence(): Sequence {
  let expected = 1;
  return {
    accept(seq) {
      const follows = seq === expected;
      expected = seq + 1;
      return follows;
    },
  };
}
