-- Who owes nothing is left out.
SELECT c.name,
       sum(i.cents > 0 AND i.due < r.day),
       sum(i.cents) AS open_cents,
       p.last
FROM report r
JOIN invoice i ON i.issued <= r.day AND (coalesce(i.paid, '') = '' OR i.paid > r.day)
JOIN customer c ON c.id = i.customer
LEFT JOIN (
  SELECT customer, max(paid) AS last
  FROM invoice, report
  WHERE issued <= day AND paid <> '' AND paid <= day
  GROUP BY customer
) p ON p.customer = c.id
GROUP BY c.id
ORDER BY open_cents DESC, c.name, c.id;
