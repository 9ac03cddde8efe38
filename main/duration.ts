/** 0.3 s, 12 s, 4 min 05 s, 3 h 02 min, 2 d 03 h: a length of time for people. */
export function duration(ms: number): string {
  const s = Math.max(0, ms) / 1_000;
  if (s < 9.95) return `${s.toFixed(1)} s`;
  const whole = Math.floor(s);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3_600)} h ${two(Math.floor((whole % 3_600) / 60))} min`;
  return `${Math.floor(whole / 86_400)} d ${two(Math.floor((whole % 86_400) / 3_600))} h`;
}
