/** 1 -> 1 trade, 1234567 -> 1,234,567 trades */
export function counted(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}
