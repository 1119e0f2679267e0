SELECT name,
       count(*) FILTER (WHERE open AND cents > 0 AND due < day),
       coalesce(sum(cents) FILTER (WHERE open), 0),
       max(paid) FILTER (WHERE NOT open)
FROM (
  SELECT c.id, c.name, i.cents, i.due, i.paid, r.day,
         coalesce(i.paid, '') = '' OR i.paid > r.day AS open
  FROM report r
  JOIN invoice i ON i.issued <= r.day
  JOIN customer c ON c.id = i.customer
)
GROUP BY id, name
ORDER BY 3 DESC, name, id;
