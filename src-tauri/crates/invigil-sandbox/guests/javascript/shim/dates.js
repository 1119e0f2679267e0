// toLocaleString, toLocaleDateString and toLocaleTimeString of a date for English, with the options
// that name its parts. The only time zone is UTC, whatever an option says.
'use strict';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DATE = ['weekday', 'year', 'month', 'day'];
const TIME = ['hour', 'minute', 'second'];
const numeric = (names) => Object.fromEntries(names.map((name) => [name, 'numeric']));
const styles = {
  dateStyle: {
    full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
    long: { year: 'numeric', month: 'long', day: 'numeric' },
    medium: { year: 'numeric', month: 'short', day: 'numeric' },
    short: { year: '2-digit', month: 'numeric', day: 'numeric' },
  },
  timeStyle: { full: numeric(TIME), long: numeric(TIME), medium: numeric(TIME), short: numeric(['hour', 'minute']) },
};
const zones = { full: ' Coordinated Universal Time', long: ' UTC' };

const two = (n) => String(n).padStart(2, '0');
const number = (n, style) => (style === '2-digit' ? two(n % 100) : String(n));
const name = (names, at, style) => (style === 'long' ? names[at] : names[at].slice(0, style === 'narrow' ? 1 : 3));
const isNamed = (month) => ['long', 'short', 'narrow'].includes(month);

function dateText(date, { weekday, year, month, day }) {
  const shownYear = year && number(date.getFullYear(), year);
  const shownDay = day && number(date.getDate(), day);
  const shownWeekday = weekday && name(days, date.getDay(), weekday);
  if (!isNamed(month)) {
    const shown = [month && number(date.getMonth() + 1, month), shownDay, shownYear].filter(Boolean).join('/');
    if (weekday && day && !month && !year) return `${shown} ${shownWeekday}`;
    return [shownWeekday, shown].filter(Boolean).join(', ');
  }
  const shown = [name(months, date.getMonth(), month), shownDay].filter(Boolean).join(' ');
  const text = [shownWeekday, shown].filter(Boolean).join(', ');
  return year ? `${text}${day ? ',' : ''} ${shownYear}` : text;
}

const is24 = ({ hour12, hourCycle }) => (hour12 === undefined ? hourCycle === 'h23' || hourCycle === 'h24' : !hour12);

function timeText(date, options) {
  const { hour, minute, second, hour12, hourCycle, timeStyle } = options;
  const of24 = is24(options);
  const midnight = hour12 === undefined && hourCycle === 'h23' ? 0 : 24;
  const at = date.getHours();
  const parts = [];
  if (hour) parts.push(of24 ? two(at || midnight) : number(at % 12 || 12, hour));
  if (minute) parts.push(hour || second ? two(date.getMinutes()) : String(date.getMinutes()));
  if (second) parts.push(minute || hour ? two(date.getSeconds()) : String(date.getSeconds()));
  const text = parts.join(':') + (hour && !of24 ? (at < 12 ? ' AM' : ' PM') : '');
  return text + (zones[timeStyle] ?? '');
}

// The options with the parts that the call shows where they name none of its own.
function parts(options, own, usual) {
  const { dateStyle, timeStyle } = options;
  if (dateStyle || timeStyle) return { ...options, ...styles.dateStyle[dateStyle], ...styles.timeStyle[timeStyle] };
  return own.some((part) => options[part]) ? options : { ...options, ...numeric(usual) };
}

function shown(date, options) {
  const [hasDate, hasTime] = [DATE, TIME].map((names) => names.some((part) => options[part]));
  if (!hasTime) return dateText(date, options);
  if (!hasDate) return timeText(date, options);
  const { year, month, day, hour, minute } = options;
  const close = !year && !month && !day && hour && (minute || !is24(options));
  const between = month === 'long' ? ' at ' : close ? ' ' : ', ';
  return dateText(date, options) + between + timeText(date, options);
}

const utc = ' (Coordinated Universal Time)';
const valid = (date) => !Number.isNaN(date.getTime());
const BOTH = ['year', 'month', 'day', ...TIME];
const calls = {
  toLocaleDateString: [DATE, ['year', 'month', 'day']],
  toLocaleTimeString: [TIME, TIME],
  toLocaleString: [[...DATE, ...TIME], BOTH],
};

function install(define) {
  for (const name of ['toString', 'toTimeString']) {
    const original = Date.prototype[name];
    define(Date.prototype, name, { [name]() {
      return valid(this) ? original.call(this) + utc : 'Invalid Date';
    } }[name]);
  }
  for (const [name, [own, usual]] of Object.entries(calls)) {
    define(Date.prototype, name, { [name](_, options) {
      return valid(this) ? shown(this, parts(options ?? {}, own, usual)) : 'Invalid Date';
    } }[name]);
  }
}

module.exports = { install };
