// A QR code as one path: each run of dark modules in a row is one rectangle.

const QUIET = 4;

/** The path of rows of `0` and `1`, moved in by the quiet zone. */
export function modules(rows: readonly string[]): string {
  return rows
    .flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index + QUIET} ${y + QUIET}h${run[0].length}v1h-${run[0].length}z`))
    .join('');
}
