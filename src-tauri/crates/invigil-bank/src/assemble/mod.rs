//! One form a ticket, all tickets of an exam together.
//!
//! A form has one item of every cell and one coding task. Which variants a ticket gets is decided
//! jointly (`joint`), so that any two tickets share as few as possible and seat neighbours none
//! where the bank is large enough. The items of a form stand in an order of its own, and so do
//! the options of each item. All of it is a function of the bank's bytes, the exam's seed and the
//! tickets in their order. Deliberately absent: sealing, and any randomness but the seed.

mod joint;

use std::collections::{BTreeMap, BTreeSet};

use invigil_crypto::digest::{Digest, sha256};
use invigil_model::{AnswerKey, Code, Form, Item, Letter, Notice, TaskId, TicketId};

use crate::{Bank, draw::Draw, open::Entry};

/// Tickets of one assembly at most.
pub const MAX_TICKETS: usize = 5000;

/// A ticket and where its holder sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketSeat {
    /// The ticket.
    pub ticket_id: TicketId,
    /// Row and column, if seats are assigned. Neighbours are the 8 seats around.
    pub seat: Option<(u32, u32)>,
}

/// The forms of one exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembly {
    /// One a ticket, in the order of the tickets.
    pub forms: Vec<AssembledForm>,
    /// The most variants any two tickets share.
    pub max_shared: u32,
    /// The most variants two seat neighbours share.
    pub neighbour_shared: u32,
    /// Pairs of seat neighbours with the same coding task.
    pub neighbour_same_task: u32,
}

/// One ticket's form with what only the recruiter's side may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssembledForm {
    /// The ticket.
    pub ticket: TicketId,
    /// What the candidate sees.
    pub form: Form,
    /// The key of each item, in the order of the form.
    pub keys: Vec<AnswerKey>,
    /// The coding tasks of the form.
    pub task_ids: Vec<TaskId>,
    /// For each item, the authored place (0 to 3) of the option shown at A, B, C, D.
    pub option_order: Vec<[u8; 4]>,
    /// [`item_sha256`] of each item as shown.
    pub item_sha256: Vec<Digest>,
}

/// Tickets or a bank that no forms can be made of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssembleError {
    /// More tickets than [`MAX_TICKETS`].
    #[error("{0} tickets, at most {MAX_TICKETS} allowed")]
    TooMany(usize),
    /// A ticket named twice.
    #[error("the ticket {0} is named twice")]
    TicketTwice(TicketId),
    /// A seat given twice.
    #[error("row {0}, column {1} is given to two tickets")]
    SeatTwice(u32, u32),
    /// A cell without items.
    #[error("the bank has no item for the cell {0}")]
    EmptyCell(String),
    /// A bank without coding tasks.
    #[error("the bank has no coding task")]
    NoTask,
}

impl AssembleError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code(match self {
            Self::TooMany(_) => "bank.too-many-tickets",
            Self::TicketTwice(_) => "bank.ticket-twice",
            Self::SeatTwice(..) => "bank.seat-twice",
            Self::EmptyCell(_) => "bank.empty-cell",
            Self::NoTask => "bank.no-task",
        })
    }

    /// What a person reads.
    pub fn notice(&self) -> Notice {
        let next = match self {
            Self::TooMany(_) => "Issue the exam in several packages.",
            Self::TicketTwice(_) => "Make a ticket id for every candidate.",
            Self::SeatTwice(..) => "Correct the seats in the candidates' list, then issue again.",
            Self::EmptyCell(_) | Self::NoTask => "Add to the bank's text and compile it again.",
        };
        Notice::new(
            self.code(),
            "The forms could not be assembled.",
            self.to_string(),
            next,
        )
    }
}

/// SHA-256 of an item's compact JSON, fields in the order of [`Item`], options as they stand.
pub fn item_sha256(item: &Item) -> Digest {
    // An item is strings and numbers under fixed names; serialising it cannot fail.
    sha256(&serde_json::to_vec(item).unwrap_or_default())
}

/// Assembles the forms of all `tickets` together.
pub fn assemble(
    bank: &Bank,
    exam_seed: [u8; 32],
    tickets: &[TicketSeat],
) -> Result<Assembly, AssembleError> {
    let neighbours = neighbours(tickets)?;
    let pools = pools(bank)?;
    let sizes: Vec<usize> = pools.iter().map(Vec::len).collect();
    let seats: Vec<_> = tickets.iter().map(|t| t.seat).collect();
    let mut draw = Draw::new("invigil-bank/assembly/1", &[&bank.digest(), &exam_seed]);
    let choice = joint::assign(&sizes, &seats, &neighbours, &mut draw);
    let tasks = assign_tasks(bank.tasks.len(), &neighbours, &mut draw);
    let (max_shared, neighbour_shared) = joint::shared(&choice, &neighbours);
    let forms = tickets
        .iter()
        .enumerate()
        .map(|(t, ticket)| {
            let entries = choice[t].iter().zip(&pools).map(|(v, pool)| pool[*v]);
            make_form(
                bank,
                exam_seed,
                ticket.ticket_id,
                entries.collect(),
                tasks[t],
            )
        })
        .collect();
    let same = |(t, list): (usize, &Vec<usize>)| {
        let later = list.iter().filter(|u| **u > t && tasks[**u] == tasks[t]);
        later.count() as u32
    };
    Ok(Assembly {
        forms,
        max_shared,
        neighbour_shared,
        neighbour_same_task: neighbours.iter().enumerate().map(same).sum(),
    })
}

/// The items of each cell in the order of the bank's cells.
fn pools(bank: &Bank) -> Result<Vec<Vec<&Entry>>, AssembleError> {
    if bank.tasks.is_empty() {
        return Err(AssembleError::NoTask);
    }
    let pool = |cell: &String| {
        let pool: Vec<&Entry> = bank.items.iter().filter(|e| e.item.cell == *cell).collect();
        if pool.is_empty() {
            return Err(AssembleError::EmptyCell(cell.clone()));
        }
        Ok(pool)
    };
    bank.info().cells.iter().map(pool).collect()
}

/// For each ticket, the tickets on the 8 seats around, in ascending order.
fn neighbours(tickets: &[TicketSeat]) -> Result<Vec<Vec<usize>>, AssembleError> {
    if tickets.len() > MAX_TICKETS {
        return Err(AssembleError::TooMany(tickets.len()));
    }
    let (mut ids, mut by_seat) = (BTreeSet::new(), BTreeMap::new());
    for (t, ticket) in tickets.iter().enumerate() {
        if !ids.insert(ticket.ticket_id) {
            return Err(AssembleError::TicketTwice(ticket.ticket_id));
        }
        if let Some(seat) = ticket.seat
            && by_seat.insert(seat, t).is_some()
        {
            return Err(AssembleError::SeatTwice(seat.0, seat.1));
        }
    }
    let around = |ticket: &TicketSeat| {
        let Some((row, column)) = ticket.seat else {
            return Vec::new();
        };
        let span = |n: u32| n.saturating_sub(1)..=n.saturating_add(1);
        let mut found: Vec<usize> = span(row)
            .flat_map(|r| span(column).map(move |c| (r, c)))
            .filter(|seat| *seat != (row, column))
            .filter_map(|seat| by_seat.get(&seat).copied())
            .collect();
        found.sort_unstable();
        found
    };
    Ok(tickets.iter().map(around).collect())
}

/// A task for each ticket: the one fewest neighbours have, then the one fewest tickets have.
fn assign_tasks(tasks: usize, neighbours: &[Vec<usize>], draw: &mut Draw) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::with_capacity(neighbours.len());
    let mut used = vec![0_usize; tasks];
    for around in neighbours {
        let mut order: Vec<usize> = (0..tasks).collect();
        draw.shuffle(&mut order);
        let near = |task: usize| {
            let has = |u: &&usize| chosen.get(**u) == Some(&task);
            around.iter().filter(has).count()
        };
        let task = order
            .into_iter()
            .min_by_key(|task| (near(*task), used[*task]))
            .unwrap_or(0);
        used[task] += 1;
        chosen.push(task);
    }
    chosen
}

fn make_form(
    bank: &Bank,
    exam_seed: [u8; 32],
    ticket: TicketId,
    mut entries: Vec<&Entry>,
    task: usize,
) -> AssembledForm {
    let mut draw = Draw::new("invigil-bank/form/1", &[&exam_seed, ticket.0.as_bytes()]);
    draw.shuffle(&mut entries);
    let tasks = vec![bank.tasks[task].clone()];
    let mut made = AssembledForm {
        ticket,
        task_ids: tasks.iter().map(|t| t.id.clone()).collect(),
        form: Form {
            items: Vec::new(),
            tasks,
        },
        keys: Vec::new(),
        option_order: Vec::new(),
        item_sha256: Vec::new(),
    };
    for entry in entries {
        let mut order = [0_u8, 1, 2, 3];
        draw.shuffle(&mut order);
        let shown = order.map(usize::from);
        let item = Item {
            options: shown.map(|place| entry.item.options[place].clone()),
            ..entry.item.clone()
        };
        let key = Letter::ALL
            .into_iter()
            .find(|letter| shown[letter.index()] == entry.key.index());
        made.keys.push(AnswerKey {
            item: item.id.clone(),
            key: key.unwrap_or(entry.key),
            rationales: shown.map(|place| entry.rationales[place].clone()),
        });
        made.option_order.push(order);
        made.item_sha256.push(item_sha256(&item));
        made.form.items.push(item);
    }
    made
}
