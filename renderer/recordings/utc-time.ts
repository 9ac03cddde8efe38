const LOCAL_INPUT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?$/;

/** Unix microseconds of the value of a `datetime-local` input that is meant as UTC; null = empty or no time. */
export function utcInputToUs(value: string): number | null {
  const match = LOCAL_INPUT.exec(value);
  if (match === null) return null;
  const ms = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ':00'}Z`);
  return Number.isNaN(ms) ? null : ms * 1_000;
}

/** `2026-01-31 23:59:59` in UTC. */
export function utcText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().slice(0, 19).replace('T', ' ');
}
