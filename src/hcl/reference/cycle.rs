//! Declarations that need each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Edge;
use crate::diagnostic::{Diagnostic, catalogue};
use crate::hash::HashMap;
use crate::hcl::module::{Address, Declarations, Place};

/// How many steps are made in search of cycles, so that hostile code costs little.
const BUDGET: usize = 200_000;

/// For each node, by its number, the nodes it refers to and where.
type Graph = Vec<BTreeMap<usize, Place>>;

/// Finds cycles among the declarations that count, each node in at most one of them.
pub(super) fn find(declarations: &Declarations<'_>, edges: &[Edge<'_>]) -> Vec<Diagnostic<Place>> {
    // Numbers in the order of the addresses are compared far faster than addresses.
    let nodes: Vec<Address<'_>> = declarations.iter().map(|(address, _)| address).collect();
    let numbers: HashMap<Address<'_>, usize> = nodes
        .iter()
        .enumerate()
        .map(|(number, address)| (*address, number))
        .collect();
    let mut graph: Graph = vec![BTreeMap::new(); nodes.len()];
    for edge in edges {
        // Of revisions the last one counts.
        let counts = |address| declarations.get(address).last().map(|last| last.place.fragment);
        if counts(edge.from) != Some(edge.place.fragment) {
            continue;
        }
        if let (Some(&from), Some(&to)) = (numbers.get(&edge.from), numbers.get(&edge.to)) {
            graph[from].entry(to).or_insert(edge.place);
        }
    }
    prune(&mut graph);
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    let mut budget = BUDGET;
    for start in (0..graph.len()).filter(|&node| !graph[node].is_empty()) {
        if told.contains(&start) {
            continue;
        }
        let Some(cycle) = shortest(&graph, start, &mut budget) else {
            continue;
        };
        if cycle.iter().all(|(node, _)| !told.contains(node)) {
            let named: Vec<_> = cycle.iter().map(|(node, place)| (nodes[*node], *place)).collect();
            found.push(describe(&named));
        }
        told.extend(cycle.into_iter().map(|(node, _)| node));
    }
    found
}

/// Takes out what lies on no cycle: nodes that lead nowhere, until none is left.
fn prune(graph: &mut Graph) {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    for (from, to) in graph.iter().enumerate() {
        to.keys().for_each(|&to| users[to].push(from));
    }
    let mut dead: Vec<usize> = (0..graph.len()).filter(|&node| graph[node].is_empty()).collect();
    while let Some(node) = dead.pop() {
        for &user in &users[node] {
            graph[user].remove(&node);
            if graph[user].is_empty() {
                dead.push(user);
            }
        }
    }
}

/// The shortest way from a node back to itself: each node with where it refers to the next.
fn shortest(graph: &Graph, start: usize, budget: &mut usize) -> Option<Vec<(usize, Place)>> {
    let mut reached_from: HashMap<usize, (usize, Place)> = HashMap::default();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for (&next, &place) in &graph[node] {
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

fn way_back(reached_from: &HashMap<usize, (usize, Place)>, start: usize) -> Vec<(usize, Place)> {
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
