/** A stretch of time without a row. */
export interface Silence {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

export interface TimeOrder {
  readonly silences: number;
  /** The longest, longest first. */
  readonly longest: readonly Silence[];
  /** Rows whose time is before that of the row before. */
  readonly stepsBack: number;
}

const SHOWN = 10;

/** Looks for stretches longer than `minNs` between a row and the latest row before it. */
export function createSilenceFinder(minNs: bigint) {
  const longest: Silence[] = [];
  let silences = 0;
  let stepsBack = 0;
  let previous: bigint | null = null;
  let latest: bigint | null = null;

  const keep = (silence: Silence): void => {
    longest.push(silence);
    longest.sort((a, b) => Number(b.toNs - b.fromNs - (a.toNs - a.fromNs)));
    if (longest.length > SHOWN) longest.pop();
  };

  return {
    add(times: ArrayLike<unknown>): void {
      for (let i = 0; i < times.length; i++) {
        const time = times[i];
        if (typeof time !== 'bigint') continue;
        if (previous !== null && time < previous) stepsBack += 1;
        previous = time;
        if (latest !== null && time - latest > minNs) {
          silences += 1;
          keep({ fromNs: latest, toNs: time });
        }
        if (latest === null || time > latest) latest = time;
      }
    },
    result: (): TimeOrder => ({ silences, longest: [...longest], stepsBack }),
  };
}
