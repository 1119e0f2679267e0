-- The day of the report: (SELECT day FROM report).
SELECT c.name, 0 AS overdue, 0 AS open_cents, NULL AS last_paid
FROM customer c
ORDER BY c.name, c.id;
