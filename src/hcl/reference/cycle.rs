//! Declarations that need each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Edge;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hcl::module::{Address, Declarations, Place};

/// How many steps are made in search of cycles, so that hostile code costs little.
const BUDGET: usize = 200_000;

type Graph<'m> = BTreeMap<Address<'m>, BTreeMap<Address<'m>, Place>>;

/// Finds cycles among the declarations that count, each node in at most one of them.
pub(super) fn find(declarations: &Declarations<'_>, edges: &[Edge<'_>]) -> Vec<Diagnostic<Place>> {
    let mut graph = Graph::new();
    for edge in edges {
        // Of revisions the last one counts.
        let counts = |address| declarations.get(address).last().map(|last| last.place.fragment);
        if counts(edge.from) == Some(edge.place.fragment) && counts(edge.to).is_some() {
            graph
                .entry(edge.from)
                .or_default()
                .entry(edge.to)
                .or_insert(edge.place);
        }
    }
    let graph = pruned(&graph);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    let mut budget = BUDGET;
    for &start in graph.keys() {
        if told.contains(&start) {
            continue;
        }
        let Some(cycle) = shortest(&graph, start, &mut budget) else {
            continue;
        };
        if cycle.iter().all(|(node, _)| !told.contains(node)) {
            found.push(describe(&cycle));
        }
        told.extend(cycle.into_iter().map(|(node, _)| node));
    }
    found
}

/// The graph without what lies on no cycle: nodes that lead nowhere are taken out until none is left.
fn pruned<'m>(graph: &Graph<'m>) -> Graph<'m> {
    let mut users: BTreeMap<Address<'m>, Vec<Address<'m>>> = BTreeMap::new();
    let mut left: BTreeMap<Address<'m>, usize> = BTreeMap::new();
    for (from, to) in graph {
        left.insert(*from, to.len());
        for to in to.keys() {
            users.entry(*to).or_default().push(*from);
        }
    }
    let nodes = users.keys().copied().filter(|node| !graph.contains_key(node));
    let mut dead: Vec<_> = nodes.collect();
    let mut gone: BTreeSet<_> = dead.iter().copied().collect();
    while let Some(node) = dead.pop() {
        for user in users.get(&node).into_iter().flatten() {
            let Some(count) = left.get_mut(user) else {
                continue;
            };
            *count -= 1;
            if *count == 0 && gone.insert(*user) {
                dead.push(*user);
            }
        }
    }
    let kept = graph.iter().filter(|(node, _)| !gone.contains(node));
    kept.map(|(node, to)| {
        let to = to.iter().filter(|(to, _)| !gone.contains(to));
        (*node, to.map(|(to, place)| (*to, *place)).collect())
    })
    .collect()
}

/// The shortest way from a node back to itself: each node with where it refers to the next.
fn shortest<'m>(
    graph: &Graph<'m>,
    start: Address<'m>,
    budget: &mut usize,
) -> Option<Vec<(Address<'m>, Place)>> {
    let mut reached_from: BTreeMap<Address<'m>, (Address<'m>, Place)> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for (&next, &place) in graph.get(&node)? {
            *budget = budget.checked_sub(1)?;
            if reached_from.contains_key(&next) {
                continue;
            }
            reached_from.insert(next, (node, place));
            if next == start {
                return Some(way_back(&reached_from, start));
            }
            queue.push_back(next);
        }
    }
    None
}

fn way_back<'m>(
    reached_from: &BTreeMap<Address<'m>, (Address<'m>, Place)>,
    start: Address<'m>,
) -> Vec<(Address<'m>, Place)> {
    let mut way = Vec::new();
    let mut node = start;
    while let Some(&(before, place)) = reached_from.get(&node) {
        way.push((before, place));
        node = before;
        if node == start {
            break;
        }
    }
    way.reverse();
    way
}

fn describe(cycle: &[(Address<'_>, Place)]) -> Diagnostic<Place> {
    let names: Vec<String> = cycle.iter().map(|(node, _)| format!("`{node}`")).collect();
    let message = format!("{} need each other", names.join(", "));
    let mut finding = Diagnostic::new(&catalogue::HCL_CYCLE, message);
    for (index, (node, place)) in cycle.iter().enumerate() {
        let next = cycle[(index + 1) % cycle.len()].0;
        finding = finding.at(*place, format!("`{node}` needs `{next}`"));
    }
    finding.help("break the circle: give one of them a value that does not depend on the others")
}
