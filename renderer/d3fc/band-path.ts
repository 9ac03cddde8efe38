/**
 * The SVG path of the area between two lines, given their paths (`M` and `L` with absolute coordinates, one `M` per
 * unbroken run). Runs are paired in order; null while a line is missing or the runs do not match.
 */
export function bandPath(upper: string | null, lower: string | null): string | null {
  const [above, below] = [runsOf(upper), runsOf(lower)];
  if (above.length === 0 || above.length !== below.length) return null;
  return above.map((run, i) => `M${[...run, ...(below[i] ?? []).toReversed()].join('L')}Z`).join('');
}

/** Points of each run. */
function runsOf(path: string | null): string[][] {
  return (path ?? '')
    .split('M')
    .filter((run) => run !== '')
    .map((run) => run.replace(/Z$/, '').split('L'));
}
