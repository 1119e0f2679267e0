-- Looks through all invoices three times for each customer.
SELECT c.name,
       (SELECT count(*) FROM invoice i WHERE i.customer = c.id AND i.issued <= r.day AND (coalesce(i.paid, '') = '' OR i.paid > r.day) AND i.cents > 0 AND i.due < r.day),
       (SELECT coalesce(sum(i.cents), 0) FROM invoice i WHERE i.customer = c.id AND i.issued <= r.day AND (coalesce(i.paid, '') = '' OR i.paid > r.day)),
       (SELECT max(i.paid) FROM invoice i WHERE i.customer = c.id AND i.issued <= r.day AND i.paid <> '' AND i.paid <= r.day)
FROM customer c, report r
WHERE EXISTS (SELECT 1 FROM invoice i WHERE i.customer = c.id AND i.issued <= r.day)
ORDER BY 3 DESC, c.name, c.id;
