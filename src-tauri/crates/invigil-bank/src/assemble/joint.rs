//! Who gets which variant: a code whose words are tickets and whose places are cells.
//!
//! Two tickets share a variant where their words agree, so the task is a code of `n` words with
//! the least greatest agreement, whose seat neighbours do not agree at all. Several starts are
//! made, each polished by single changes, and the cheapest is kept:
//! - a Reed-Solomon code over the largest prime field that fits the smallest pool (two different
//!   polynomials of degree < k agree in < k places, which no code over so few symbols betters);
//! - a colouring of the seats (odd and even rows and columns draw from four parts of each pool);
//! - greedy choices, ticket by ticket.
//!
//! The cost of a pair grows a thousandfold with each shared variant, so that the greatest
//! agreement counts first; a variant shared by neighbours costs more than all else together.
//! Deliberately absent: a proof of the optimum. What was achieved is counted and reported.

use crate::draw::Draw;

/// Cost of a variant shared by two neighbours.
const NEIGHBOUR: i128 = 1 << 110;
/// Set in `Plan::shared` for a pair of neighbours.
const NEAR: u8 = 0x80;
/// Steps that polishing one start may take, roughly.
const BUDGET: usize = 200_000_000;
const PASSES: usize = 60;
/// Greedy starts of an exam with few tickets, and what few is.
const GREEDY: usize = 6;
const FEW: usize = 150;
/// Agreements whose price still grows; past them each costs the same.
const PRICED: usize = 12;

type Choice = Vec<Vec<usize>>;

/// For each ticket, the index of a variant in each cell's pool; `pools` are the pools' sizes.
pub(super) fn assign(
    pools: &[usize],
    seats: &[Option<(u32, u32)>],
    neighbours: &[Vec<usize>],
    draw: &mut Draw,
) -> Choice {
    let labels: Vec<Vec<usize>> = pools
        .iter()
        .map(|n| {
            let mut label: Vec<usize> = (0..*n).collect();
            draw.shuffle(&mut label);
            label
        })
        .collect();
    let n = seats.len();
    let greedy = if n <= FEW { GREEDY } else { 1 };
    let mut starts: Vec<Option<Choice>> = Vec::new();
    starts.extend(reed_solomon(pools, n).map(Some));
    if seats.iter().any(Option::is_some) {
        starts.push(Some(coloured(pools, seats, draw)));
    }
    starts.extend(std::iter::repeat_n(None, greedy));
    let mut best: Option<Plan<'_>> = None;
    for start in starts {
        let mut plan = Plan::new(pools, neighbours);
        plan.start(start.as_ref(), draw);
        plan.polish(draw);
        if best.as_ref().is_none_or(|b| plan.cost() < b.cost()) {
            best = Some(plan);
        }
    }
    let relabel = |word: Vec<usize>| {
        word.iter()
            .zip(&labels)
            .map(|(v, label)| label[*v])
            .collect()
    };
    best.map_or_else(Vec::new, |plan| {
        plan.choice.into_iter().map(relabel).collect()
    })
}

/// The most variants any two tickets share, and any two neighbours.
pub(super) fn shared(choice: &Choice, neighbours: &[Vec<usize>]) -> (u32, u32) {
    let agree = |a: usize, b: usize| {
        let same = choice[a].iter().zip(&choice[b]).filter(|(x, y)| x == y);
        same.count() as u32
    };
    let (mut any, mut near) = (0, 0);
    for (a, around) in neighbours.iter().enumerate() {
        any = (0..a).map(|b| agree(a, b)).fold(any, u32::max);
        near = around.iter().map(|b| agree(a, *b)).fold(near, u32::max);
    }
    (any, near)
}

/// Word `i` is the polynomial whose coefficients are the digits of `i` to the base of the prime,
/// taken at the cells' numbers. `None` where no prime fits.
fn reed_solomon(pools: &[usize], n: usize) -> Option<Choice> {
    let smallest = *pools.iter().min()?;
    let prime = |q: &usize| {
        (2..)
            .take_while(|d| d * d <= *q)
            .all(|d| !q.is_multiple_of(d))
    };
    let q = (2..=smallest).rev().find(prime)?;
    if q < pools.len() || n == 0 {
        return None;
    }
    let word = |i: usize| {
        let mut digits = Vec::new();
        let mut rest = i;
        while rest > 0 {
            digits.push(rest % q);
            rest /= q;
        }
        let at = |x: usize| digits.iter().rev().fold(0, |sum, d| (sum * x + d) % q);
        (0..pools.len()).map(at).collect()
    };
    Some((0..n).map(word).collect())
}

/// Seats of odd and even rows and columns draw from four parts of each pool, so that neighbours
/// never agree where a pool has at least 4 variants.
fn coloured(pools: &[usize], seats: &[Option<(u32, u32)>], draw: &mut Draw) -> Choice {
    let mut word = |seat: &Option<(u32, u32)>| {
        let colour = match seat {
            Some((row, column)) => (row % 2 * 2 + column % 2) as usize,
            None => draw.index(4),
        };
        let mut pick = |n: &usize| {
            let own = (n.saturating_sub(colour)).div_ceil(4);
            if own == 0 {
                draw.index(*n)
            } else {
                colour + 4 * draw.index(own)
            }
        };
        pools.iter().map(&mut pick).collect()
    };
    seats.iter().map(&mut word).collect()
}

/// A choice under way, with what is needed to price a change.
struct Plan<'a> {
    pools: &'a [usize],
    neighbours: &'a [Vec<usize>],
    choice: Choice,
    /// Agreements of two tickets, with `NEAR` for neighbours.
    shared: Vec<u8>,
    /// The tickets that hold a variant, by cell and variant.
    holders: Vec<Vec<Vec<usize>>>,
    /// Price of the step from `s` to `s + 1` shared variants.
    steps: [i128; PRICED],
}

impl<'a> Plan<'a> {
    fn new(pools: &'a [usize], neighbours: &'a [Vec<usize>]) -> Self {
        let n = neighbours.len();
        let mut shared = vec![0; n * n];
        for (t, around) in neighbours.iter().enumerate() {
            for u in around {
                shared[t * n + u] = NEAR;
            }
        }
        let mut steps = [0; PRICED];
        let mut price = 1_i128;
        for step in &mut steps {
            *step = price;
            price = price.saturating_mul(1000).min(1 << 85);
        }
        Self {
            pools,
            neighbours,
            choice: Vec::with_capacity(n),
            shared,
            holders: pools.iter().map(|n| vec![Vec::new(); *n]).collect(),
            steps,
        }
    }

    /// Gives every ticket its word of `start`, or chooses greedily.
    fn start(&mut self, start: Option<&Choice>, draw: &mut Draw) {
        for t in 0..self.neighbours.len() {
            self.choice.push(vec![usize::MAX; self.pools.len()]);
            let mut cells: Vec<usize> = (0..self.pools.len()).collect();
            draw.shuffle(&mut cells);
            for cell in cells {
                let variant = match start {
                    Some(words) => words[t][cell],
                    None => self.cheapest(t, cell, draw).0,
                };
                self.put(t, cell, variant);
            }
        }
    }

    /// Changes single choices while that is cheaper or, sideways, as cheap.
    fn polish(&mut self, draw: &mut Draw) {
        let n = self.neighbours.len();
        let pass_cost = (n * n * self.pools.len()).max(1);
        for _ in 0..(BUDGET / pass_cost).clamp(2, PASSES) {
            let mut gained = false;
            for t in 0..n {
                for cell in 0..self.pools.len() {
                    let held = self.choice[t][cell];
                    self.take(t, cell);
                    let before = self.price(t, cell, held);
                    let (variant, after) = self.cheapest(t, cell, draw);
                    gained |= after < before;
                    self.put(t, cell, variant);
                }
            }
            if !gained {
                break;
            }
        }
    }

    /// What it adds to the cost that ticket `t` gets `variant` in a cell where it holds none.
    fn price(&self, t: usize, cell: usize, variant: usize) -> i128 {
        let row = t * self.neighbours.len();
        let one = |u: &usize| {
            let pair = self.shared[row + u];
            let near = if pair & NEAR == 0 { 0 } else { NEIGHBOUR };
            self.steps[usize::from(pair & !NEAR).min(PRICED - 1)] + near
        };
        self.holders[cell][variant].iter().map(one).sum()
    }

    /// The cheapest variant of a cell and its price, one of the equals by the draw.
    fn cheapest(&self, t: usize, cell: usize, draw: &mut Draw) -> (usize, i128) {
        let mut best = (0, i128::MAX);
        let mut equal = 0;
        for variant in 0..self.pools[cell] {
            let price = self.price(t, cell, variant);
            if price < best.1 {
                best = (variant, price);
                equal = 1;
            } else if price == best.1 {
                equal += 1;
                if draw.below(equal) == 0 {
                    best.0 = variant;
                }
            }
        }
        best
    }

    fn put(&mut self, t: usize, cell: usize, variant: usize) {
        let n = self.neighbours.len();
        for u in &self.holders[cell][variant] {
            self.shared[t * n + u] += 1;
            self.shared[u * n + t] += 1;
        }
        self.holders[cell][variant].push(t);
        self.choice[t][cell] = variant;
    }

    fn take(&mut self, t: usize, cell: usize) {
        let n = self.neighbours.len();
        let holders = &mut self.holders[cell][self.choice[t][cell]];
        holders.retain(|u| *u != t);
        for u in holders.iter() {
            self.shared[t * n + u] -= 1;
            self.shared[u * n + t] -= 1;
        }
    }

    /// Neighbours' agreements first, then the sum over all pairs.
    fn cost(&self) -> (u64, i128) {
        let n = self.neighbours.len();
        let (mut near, mut sum) = (0, 0);
        for t in 0..n {
            for pair in &self.shared[t * n..t * n + t] {
                let count = usize::from(pair & !NEAR);
                near += if pair & NEAR == 0 { 0 } else { count as u64 };
                sum += self.steps[..count.min(PRICED)].iter().sum::<i128>();
            }
        }
        (near, sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Room = (Vec<Option<(u32, u32)>>, Vec<Vec<usize>>);

    fn grid(rows: u32, columns: u32) -> Room {
        let seats: Vec<(u32, u32)> = (0..rows)
            .flat_map(|r| (0..columns).map(move |c| (r, c)))
            .collect();
        let near = |a: &(u32, u32), b: &(u32, u32)| {
            a != b && a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1
        };
        let around = |a: &(u32, u32)| {
            let at = seats.iter().enumerate().filter(|(_, b)| near(a, b));
            at.map(|(i, _)| i).collect()
        };
        let neighbours = seats.iter().map(around).collect();
        (seats.into_iter().map(Some).collect(), neighbours)
    }

    fn check(
        pool: usize,
        seats: &[Option<(u32, u32)>],
        neighbours: &[Vec<usize>],
        expected: (u32, u32),
    ) {
        let choice = assign(&[pool; 10], seats, neighbours, &mut Draw::new("test", &[]));
        assert_eq!(choice.len(), seats.len());
        assert!(
            choice
                .iter()
                .all(|w| w.len() == 10 && w.iter().all(|v| *v < pool))
        );
        let (any, near) = shared(&choice, neighbours);
        let n = seats.len();
        assert!(
            any <= expected.0,
            "{n} tickets, pool {pool}: any two share {any}"
        );
        assert_eq!(
            near, expected.1,
            "{n} tickets, pool {pool}: neighbours share"
        );
    }

    #[test]
    fn tickets_without_seats_share_as_little_as_the_code_allows() {
        let alone = |n: usize| (vec![None; n], vec![Vec::new(); n]);
        for (n, pool, most) in [
            (0, 12, 0),
            (1, 12, 0),
            (12, 12, 0),
            (100, 12, 1),
            (400, 12, 2),
        ] {
            let (seats, neighbours) = alone(n);
            check(pool, &seats, &neighbours, (most, 0));
        }
    }

    #[test]
    fn seat_neighbours_share_nothing_where_four_variants_are_there() {
        let (seats, neighbours) = grid(5, 6);
        check(12, &seats, &neighbours, (1, 0));
        check(4, &seats, &neighbours, (10, 0));
        let (seats, neighbours) = grid(10, 20);
        check(12, &seats, &neighbours, (3, 0));
    }

    #[test]
    fn a_single_variant_is_shared_by_all() {
        let (seats, neighbours) = grid(1, 3);
        check(1, &seats, &neighbours, (10, 10));
    }
}
