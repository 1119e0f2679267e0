//! SQL runs natively in the worker: what is measured is how many opcodes a millisecond has.

use std::time::Duration;

use invigil_runner::{Runtimes, fuel_per_ms};
use invigil_sandbox::Guest;

use super::{job, ms, print, timed};
use crate::percentile;

/// A shop of 20,000 orders.
const SHOP: &str = "
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL);
CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, cents INTEGER NOT NULL, day TEXT NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
INSERT INTO customer SELECT i, 'customer ' || i, 'city ' || (i * 7 % 40) FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
INSERT INTO purchase SELECT i, 1 + i * 7919 % 2000, i * 104729 % 9000, date('2025-01-01', '+' || (i % 365) || ' days') FROM n;
CREATE INDEX purchase_customer ON purchase (customer);
";

const QUERIES: [(&str, &str); 4] = [
    (
        "a join with groups",
        "SELECT city, count(*), sum(cents) FROM customer c JOIN purchase p ON p.customer = c.id GROUP BY city ORDER BY 3 DESC, 1;",
    ),
    (
        "a window",
        "SELECT day, sum(cents) AS total, rank() OVER (ORDER BY sum(cents) DESC) FROM purchase GROUP BY day ORDER BY 3, 1;",
    ),
    (
        "a recursion",
        "WITH RECURSIVE n(i, x) AS (SELECT 1, 7 UNION ALL SELECT i + 1, (x * 31 + i) % 65536 FROM n WHERE i < 100000) SELECT sum(x) FROM n;",
    ),
    (
        "a slow scan",
        "SELECT count(*) FROM customer a, customer b WHERE a.city = b.city AND a.id % 5 = b.id % 7;",
    ),
];

pub(super) fn run(runtimes: &mut Runtimes, rounds: usize) {
    let mut nothing = Vec::new();
    let mut times = QUERIES.map(|_| (Vec::<Duration>::new(), 0));
    for round in 0..=rounds {
        // The first round makes the database.
        let (_, took) = timed(runtimes.executor(), &job(Guest::Sql, "", SHOP.as_bytes()));
        if round > 0 {
            nothing.push(took);
        }
        for ((_, query), (times, fuel)) in QUERIES.iter().zip(&mut times) {
            let job = job(Guest::Sql, query, SHOP.as_bytes());
            let (outcome, took) = timed(runtimes.executor(), &job);
            if round > 0 {
                times.push(took);
            }
            *fuel = outcome.fuel;
        }
    }
    print("SQL, an empty script on 20,000 rows", &mut nothing, "none");
    let start = percentile(&mut nothing, 50);
    let (mut all, mut opcodes) = (0.0, 0);
    for ((name, _), (times, fuel)) in QUERIES.iter().zip(&mut times) {
        let took = ms(percentile(times, 50).saturating_sub(start));
        println!(
            "  {name}: n {rounds}; p50 {took:.1} ms, {fuel} opcodes: {:.0} a ms",
            *fuel as f64 / took
        );
        all += took;
        opcodes += *fuel;
    }
    println!(
        "  all four: {:.0} opcodes a ms (fuel_per_ms: {})",
        opcodes as f64 / all,
        fuel_per_ms(Guest::Sql)
    );
}
