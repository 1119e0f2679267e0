-- An invoice that is due on the report's day is taken as overdue.
WITH counted AS (
  SELECT customer, cents, due, day,
         CASE WHEN paid <> '' AND paid <= day THEN paid END AS paid
  FROM invoice, report
  WHERE issued <= day
)
SELECT c.name,
       sum(i.paid IS NULL AND i.cents > 0 AND i.due <= i.day),
       sum(CASE WHEN i.paid IS NULL THEN i.cents ELSE 0 END),
       max(i.paid)
FROM customer c JOIN counted i ON i.customer = c.id
GROUP BY c.id
ORDER BY 3 DESC, c.name, c.id;
