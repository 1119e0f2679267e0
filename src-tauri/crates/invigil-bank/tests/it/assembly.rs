//! Forms: a function of bank, seed and tickets; one item a cell; keys that follow the shuffle.

use std::collections::{BTreeMap, BTreeSet};

use invigil_bank::{Assembly, Bank, TicketSeat, assemble, item_sha256};
use invigil_model::{Code, Letter, TicketId};
use proptest::prelude::*;

use crate::fixture::{CELLS, image, open};

fn tickets(n: u128, columns: Option<u32>) -> Vec<TicketSeat> {
    (0..n)
        .map(|i| TicketSeat {
            ticket_id: TicketId(uuid(i + 1)),
            seat: columns.map(|c| (i as u32 / c, i as u32 % c)),
        })
        .collect()
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn forms(bank: &Bank, seed: u8, tickets: &[TicketSeat]) -> Assembly {
    assemble(bank, [seed; 32], tickets).expect("forms")
}

#[test]
fn every_form_has_one_item_a_cell_and_one_task() {
    let bank = open(&image());
    for made in forms(&bank, 1, &tickets(40, None)).forms {
        let cells: BTreeSet<&str> = made.form.items.iter().map(|i| i.cell.as_str()).collect();
        assert_eq!(cells, BTreeSet::from(CELLS));
        assert_eq!(made.form.items.len(), CELLS.len());
        assert_eq!(made.form.tasks.len(), 1);
        assert_eq!(made.task_ids, [made.form.tasks[0].id.clone()]);
    }
}

#[test]
fn the_key_follows_the_shuffle() {
    let bank = open(&image());
    let (variants, _) = invigil_bank::lint(&crate::fixture::text(&crate::fixture::files()));
    let by_id: BTreeMap<_, _> = variants.iter().map(|v| (&v.item.id, v)).collect();
    for made in forms(&bank, 2, &tickets(40, None)).forms {
        for (n, (item, key)) in made.form.items.iter().zip(&made.keys).enumerate() {
            let authored = by_id[&item.id];
            assert_eq!(key.item, item.id);
            assert_eq!(
                item.options[key.key.index()],
                authored.item.options[authored.key.index()]
            );
            let order = made.option_order[n].map(usize::from);
            assert_eq!(BTreeSet::from(order), BTreeSet::from([0, 1, 2, 3]));
            for (shown, place) in order.into_iter().enumerate() {
                assert_eq!(item.options[shown], authored.item.options[place]);
                assert_eq!(key.rationales[shown], authored.rationales[place]);
            }
            assert_eq!(made.item_sha256[n], item_sha256(item));
        }
    }
}

#[test]
fn neither_the_authored_place_nor_the_position_tells_the_key() {
    let bank = open(&image());
    let mut by_place = BTreeMap::<(u8, Letter), u32>::new();
    let mut by_position = BTreeMap::<(usize, Letter), u32>::new();
    for made in forms(&bank, 3, &tickets(400, None)).forms {
        for (n, key) in made.keys.iter().enumerate() {
            let authored = made.option_order[n][key.key.index()];
            *by_place.entry((authored, key.key)).or_default() += 1;
            *by_position.entry((n, key.key)).or_default() += 1;
        }
    }
    // 4000 keys: 250 +- 15 for each of 16 pairs, 100 +- 9 for each of 40.
    assert_eq!((by_place.len(), by_position.len()), (16, 40));
    assert!(
        by_place.values().all(|n| (180..320).contains(n)),
        "{by_place:?}"
    );
    assert!(
        by_position.values().all(|n| (60..140).contains(n)),
        "{by_position:?}"
    );
}

#[test]
fn items_stand_in_an_order_of_the_tickets_own() {
    let bank = open(&image());
    let orders: BTreeSet<Vec<String>> = forms(&bank, 4, &tickets(20, None))
        .forms
        .iter()
        .map(|f| f.form.items.iter().map(|i| i.cell.clone()).collect())
        .collect();
    assert_eq!(orders.len(), 20);
}

#[test]
fn a_form_carries_no_secret_of_the_bank() {
    let bank = open(&image());
    let secrets = bank.secrets().expect("secrets");
    for made in forms(&bank, 5, &tickets(12, None)).forms {
        let text = serde_json::to_string(&made.form).expect("json");
        assert!(secrets.iter().all(|s| !text.contains(s)));
    }
}

#[test]
fn neighbours_share_nothing_and_the_counts_are_true() {
    let bank = open(&image());
    let tickets = tickets(30, Some(6));
    let made = forms(&bank, 6, &tickets);
    let ids = |t: usize| -> BTreeSet<String> {
        made.forms[t]
            .form
            .items
            .iter()
            .map(|i| i.id.0.clone())
            .collect()
    };
    let (mut most, mut near) = (0, 0);
    for a in 0..30 {
        for b in 0..a {
            let n = ids(a).intersection(&ids(b)).count() as u32;
            most = most.max(n);
            let ((r1, c1), (r2, c2)) = (
                tickets[a].seat.expect("seat"),
                tickets[b].seat.expect("seat"),
            );
            if r1.abs_diff(r2) <= 1 && c1.abs_diff(c2) <= 1 {
                near = near.max(n);
            }
        }
    }
    assert_eq!((made.max_shared, made.neighbour_shared), (most, near));
    assert_eq!(near, 0);
    assert!(most <= 2, "{most}");
    // One task in the bank: each of the 49 + 40 pairs of neighbours has it.
    assert_eq!(made.neighbour_same_task, 89);
}

#[test]
fn wrong_tickets_are_refused_with_their_code() {
    let bank = open(&image());
    let check = |tickets: &[TicketSeat], expected: &'static str| {
        let error = assemble(&bank, [0; 32], tickets).expect_err("refused");
        assert_eq!(error.code(), Code(expected));
    };
    let one = tickets(1, Some(1))[0];
    check(&[one, one], "bank.ticket-twice");
    let same_seat = TicketSeat {
        ticket_id: TicketId(uuid(99)),
        ..one
    };
    check(&[one, same_seat], "bank.seat-twice");
    check(&tickets(5001, None), "bank.too-many-tickets");
    assert_eq!(forms(&bank, 0, &[]).forms, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn an_assembly_is_a_function_of_the_seed(seed: [u8; 32], other: [u8; 32], n in 2_u128..25, seats: bool) {
        prop_assume!(seed != other);
        let image = image();
        let tickets = tickets(n, seats.then_some(5));
        let make = |seed| assemble(&open(&image), seed, &tickets).expect("forms");
        let first = make(seed);
        prop_assert_eq!(&first, &make(seed));
        prop_assert_ne!(&first, &make(other));
        let moved: Vec<TicketSeat> = tickets.iter().rev().copied().collect();
        let again = assemble(&open(&image), seed, &moved).expect("forms");
        prop_assert_eq!(again.forms.len(), first.forms.len());
    }
}
