// Intervals in 1/10,000 as a person reads them.

/** `62.3` from 6,234: percent with one decimal, cut and never rounded up. */
export function percent(tenThousandths: number): string {
  return `${Math.floor(tenThousandths / 100)}.${Math.floor((tenThousandths % 100) / 10)}`;
}
