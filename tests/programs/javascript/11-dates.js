// Dates: calendars, Easter, weekdays, intervals, ISO weeks, parsing; all in UTC.
const DAY = 86_400_000;
const NAMES = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const day = (year, month, date) => new Date(Date.UTC(year, month - 1, date));
const iso = (date) => date.toISOString().slice(0, 10);
const plus = (date, days) => new Date(date.getTime() + days * DAY);

function month(year, number) {
  const first = day(year, number, 1);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const cells = [...Array((first.getUTCDay() + 6) % 7).fill(''), ...Array.from({ length: days }, (_, n) => String(n + 1))];
  const lines = ['Mo Tu We Th Fr Sa Su'];
  for (let at = 0; at < cells.length; at += 7) lines.push(cells.slice(at, at + 7).map((cell) => cell.padStart(2)).join(' '));
  return lines.join('\n');
}

// Gregorian, by Meeus, Jones and Butcher.
function easter(year) {
  const div = (a, b) => [Math.floor(a / b), a % b];
  const a = year % 19;
  const [b, c] = div(year, 100);
  const [d, e] = div(b, 4);
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = div(c, 4);
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const [number, date] = div(h + l - 7 * m + 114, 31);
  return day(year, number, date + 1);
}

function isoWeek(date) {
  const thursday = plus(date, 3 - ((date.getUTCDay() + 6) % 7));
  const year = thursday.getUTCFullYear();
  return [year, 1 + Math.floor((thursday - day(year, 1, 1)) / DAY / 7), date.getUTCDay() || 7];
}

function age(born, today) {
  const had = [today.getUTCMonth(), today.getUTCDate()] >= [born.getUTCMonth(), born.getUTCDate()];
  const before = today.getUTCMonth() * 32 + today.getUTCDate() < born.getUTCMonth() * 32 + born.getUTCDate();
  return { years: today.getUTCFullYear() - born.getUTCFullYear() - (before ? 1 : 0), text: had };
}

function humane(seconds) {
  const parts = [];
  for (const [name, size] of [['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]]) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count) parts.push(`${count} ${name}${count > 1 ? 's' : ''}`);
  }
  return parts.join(', ') || 'no time';
}

console.log(month(2024, 2));
console.log(month(2023, 10));
for (let year = 2020; year < 2032; year += 2) {
  const sunday = easter(year);
  console.log(year, iso(plus(sunday, -2)), iso(sunday), iso(plus(sunday, 39)), 'leap', new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1);
}
const fridays = [2023, 2024, 2025].flatMap((year) => Array.from({ length: 12 }, (_, n) => day(year, n + 1, 13))).filter((date) => date.getUTCDay() === 5);
console.log('Friday 13th:', fridays);
for (const born of [day(2000, 2, 29), day(1999, 3, 1), day(1999, 3, 2), day(2024, 2, 28)]) {
  console.log(iso(born), age(born, day(2024, 3, 1)), (day(2024, 3, 1) - born) / DAY, NAMES[born.getUTCDay()]);
}
const holidays = new Set(['2024-12-25', '2024-12-26', '2025-01-01']);
let working = 0;
for (let date = day(2024, 12, 16); date <= day(2025, 1, 10); date = plus(date, 1)) {
  if (date.getUTCDay() % 6 && !holidays.has(iso(date))) working += 1;
}
console.log('working days:', working);
for (const text of ['2021-01-03', '2020-12-31', '2016-02-29', '2019-12-30']) console.log(text, 'week', ...isoWeek(new Date(text)));
for (const seconds of [0, 59, 3600, 90061, 694861, 1e8]) console.log(String(seconds).padStart(10), humane(seconds));
for (const text of ['2024-03-10T23:30:00Z', '2024-03-10T23:30:00+05:30', '2024-03-10', 'Tue, 05 Nov 2024 10:20:30 GMT', '2024-02-30T00:00:00Z', 'noon', '+010000-01-01T00:00:00Z']) {
  const date = new Date(text);
  console.log(text, Number.isNaN(+date) ? 'invalid' : date.toISOString(), date.getTime());
}
const ends = Array.from({ length: 6 }, (_, n) => new Date(Date.UTC(2024, n + 1, 0)));
console.log('month ends:', ends.map(iso), ends[1] - ends[0], ends[0] < ends[1], new Date(ends[0]) === ends[0]);
const date = new Date(Date.UTC(2024, 0, 31, 12, 5, 9, 7));
date.setUTCMonth(1);
console.log(date, JSON.stringify({ date }), date.toUTCString(), [date.getUTCHours(), date.getUTCMinutes(), date.getUTCMilliseconds()], Date.UTC(1970, 0, 2), new Date(8.64e15).toISOString(), new Date(NaN).getTime(), typeof Date.now());
console.log(date.toLocaleDateString('en-US'), '|', date.toLocaleTimeString('en-US').replace(/\s/g, ' '), '|', date.toDateString());
