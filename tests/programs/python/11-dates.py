"""Dates: calendars, Easter, weekdays, intervals, ISO weeks, parsing, time zones by offset."""
import calendar
from datetime import date, datetime, timedelta, timezone


def easter(year):
    """Gregorian, by Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    L = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * L) // 451
    month, day = divmod(h + L - 7 * m + 114, 31)
    return date(year, month, day + 1)


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def working_days(start, end, holidays):
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return sum(1 for day in days if day.weekday() < 5 and day not in holidays)


def humane(delta):
    seconds = int(delta.total_seconds())
    parts = []
    for name, size in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'s' * (count > 1)}")
    return ", ".join(parts) or "no time"


def main():
    print(calendar.month(2024, 2), end="")
    print(calendar.TextCalendar(6).formatmonth(2023, 10), end="")
    for year in range(2020, 2032, 2):
        sunday = easter(year)
        friday, ascension = sunday - timedelta(2), sunday + timedelta(39)
        print(f"{year}: {friday:%d %b} {sunday:%d %b} {ascension:%a %d %B}, leap {calendar.isleap(year)}")
    thirteenths = [d for y in (2023, 2024, 2025, 2026) for m in range(1, 13) if (d := date(y, m, 13)).weekday() == 4]
    print("Friday 13th:", *thirteenths)
    today = date(2024, 3, 1)
    for born in (date(2000, 2, 29), date(1999, 3, 1), date(1999, 3, 2), date(2024, 2, 28)):
        print(born.isoformat(), age(born, today), (today - born).days, born.strftime("%A %j %U"))
    holidays = {date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)}
    print("working days:", working_days(date(2024, 12, 16), date(2025, 1, 10), holidays))
    for text in ("2021-01-03", "2020-12-31", "2016-02-29", "2019-12-30"):
        day = date.fromisoformat(text)
        print(text, "week", *day.isocalendar(), day.timetuple().tm_yday)
    moment = datetime(2024, 3, 10, 23, 30, tzinfo=timezone.utc)
    for hours in (-8, 0, 5.5, 9):
        local = moment.astimezone(timezone(timedelta(hours=hours)))
        print(local.isoformat(), local.strftime("%Y/%m/%d %I:%M %p %z"), int(local.timestamp()))
    for delta in (0, 59, 3600, 90061, 694861, 10**8):
        print(f"{delta:>10} {humane(timedelta(seconds=delta))}")
    for text, pattern in (("12/25/99", "%m/%d/%y"), ("5 Jan 2001 7:08PM", "%d %b %Y %I:%M%p"), ("2024-366", "%Y-%j"), ("2023-02-29", "%Y-%m-%d"), ("noon", "%H")):
        try:
            print(datetime.strptime(text, pattern))
        except ValueError as error:
            print(error)
    months = [date(2024, 1, 31)]
    while len(months) < 6:
        last = months[-1]
        year, month = last.year + last.month // 12, last.month % 12 + 1
        months.append(date(year, month, min(31, calendar.monthrange(year, month)[1])))
    print("month ends:", *months)
    print(datetime(1970, 1, 1) + timedelta(days=20000, microseconds=1), date.max - date.min, date(1, 1, 1).weekday())


main()
