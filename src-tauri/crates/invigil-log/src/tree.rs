//! The Merkle tree of RFC 6962, 2.1: a log's head, and proofs that a leaf is under it.
//!
//! Only the frontier (one node for each one-bit of the size) is kept. Deliberately absent: leaf
//! hashing, which belongs to whatever the leaves are made of.

use invigil_crypto::digest::{Digest, sha256, sha256_parts};
use invigil_model::Code;

/// A serialised frontier that cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not a tree's frontier")]
pub struct TreeError;

impl TreeError {
    /// The stable code.
    pub fn code(&self) -> Code {
        Code("log.tree")
    }
}

/// A growing tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    /// Roots of the perfect subtrees, largest first.
    frontier: Vec<Digest>,
}

impl Tree {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            let left = self.frontier.pop().unwrap_or_default();
            node = interior(&left, &node);
        }
        self.frontier.push(node);
        self.size += 1;
    }

    /// MTH of the leaves; SHA-256 of nothing for the empty tree.
    pub fn root(&self) -> Digest {
        let mut nodes = self.frontier.iter().rev();
        let Some(first) = nodes.next() else {
            return sha256(b"");
        };
        nodes.fold(*first, |right, left| interior(left, &right))
    }

    /// Size (u64, big endian) and frontier, largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.size.to_be_bytes().to_vec();
        out.extend(self.frontier.iter().flatten());
        out
    }

    /// Reads what [`Tree::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TreeError> {
        let (size, nodes) = bytes.split_first_chunk().ok_or(TreeError)?;
        let size = u64::from_be_bytes(*size);
        let (frontier, rest) = nodes.as_chunks::<32>();
        if !rest.is_empty() || frontier.len() != size.count_ones() as usize {
            return Err(TreeError);
        }
        Ok(Self {
            size,
            frontier: frontier.to_vec(),
        })
    }
}

/// The audit path of leaf `index` (RFC 6962, 2.1.1); `None` when there is no such leaf.
pub fn inclusion_proof(leaves: &[Digest], index: u64) -> Option<Vec<Digest>> {
    let mut at = usize::try_from(index).ok().filter(|i| *i < leaves.len())?;
    let mut part = leaves;
    let mut path = Vec::new();
    while part.len() > 1 {
        let (left, right) = part.split_at(part.len().next_power_of_two() / 2);
        if at < left.len() {
            path.push(root_of(right));
            part = left;
        } else {
            path.push(root_of(left));
            at -= left.len();
            part = right;
        }
    }
    path.reverse();
    Some(path)
}

/// Whether `leaf` is leaf `index` of the tree of `size` leaves with this root (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(
    leaf: &Digest,
    index: u64,
    size: u64,
    proof: &[Digest],
    root: &Digest,
) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut node = *leaf;
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            node = interior(sibling, &node);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = interior(&node, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && node == *root
}

fn root_of(leaves: &[Digest]) -> Digest {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

fn interior(left: &Digest, right: &Digest) -> Digest {
    sha256_parts(&[&[1], left, right])
}

#[cfg(test)]
mod tests {
    use invigil_crypto::digest::{hex, unhex};
    use proptest::prelude::*;

    use super::*;

    /// The definition of RFC 6962, 2.1, word for word.
    fn mth(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => sha256(b""),
            [leaf] => *leaf,
            _ => {
                let k = leaves.len().next_power_of_two() / 2;
                sha256_parts(&[&[1], &mth(&leaves[..k]), &mth(&leaves[k..])])
            }
        }
    }

    /// The test leaves of the certificate-transparency reference implementation.
    fn reference_leaves() -> Vec<Digest> {
        [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ]
        .iter()
        .map(|text| {
            let bytes: Vec<u8> = text
                .as_bytes()
                .chunks(2)
                .map(|pair| unhex::<1>(std::str::from_utf8(pair).expect("ascii")).expect("hex")[0])
                .collect();
            sha256_parts(&[&[0], &bytes])
        })
        .collect()
    }

    #[test]
    fn roots_are_those_of_the_reference_implementation() {
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::new();
        for (leaf, root) in reference_leaves().into_iter().zip(roots) {
            assert_eq!(hex(&tree.root()), root, "size {}", tree.size());
            tree.push(leaf);
        }
        assert_eq!(hex(&tree.root()), roots[8]);
    }

    proptest! {
        #[test]
        fn the_frontier_gives_the_recursive_definition(count in 0usize..300) {
            let leaves: Vec<Digest> = (0..count).map(|n| sha256(&n.to_be_bytes())).collect();
            prop_assert_eq!(root_of(&leaves), mth(&leaves));
        }

        #[test]
        fn a_proof_holds_for_its_leaf_place_and_size_alone(
            count in 1usize..200, pick in any::<prop::sample::Index>(),
        ) {
            let leaves: Vec<Digest> = (0..count).map(|n| sha256(&n.to_be_bytes())).collect();
            let (index, size, root) = (pick.index(count) as u64, count as u64, mth(&leaves));
            let leaf = leaves[pick.index(count)];
            let mut proof = inclusion_proof(&leaves, index).expect("a leaf");
            prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root));
            prop_assert!(!verify_inclusion(&leaf, size, size, &proof, &root));
            prop_assert!(root == leaf || !verify_inclusion(&root, index, size, &proof, &leaf));
            for other in (0..size).filter(|i| *i != index) {
                prop_assert!(!verify_inclusion(&leaf, other, size, &proof, &root));
            }
            proof.push([0; 32]);
            prop_assert!(!verify_inclusion(&leaf, index, size, &proof, &root));
            proof.truncate(proof.len() - 1);
            if proof.pop().is_some() {
                prop_assert!(!verify_inclusion(&leaf, index, size, &proof, &root));
            }
            prop_assert_eq!(inclusion_proof(&leaves, size), None);
        }

        #[test]
        fn a_frontier_reads_back_and_others_are_refused(count in 0u64..300, extra in 1usize..40) {
            let mut tree = Tree::new();
            for n in 0..count {
                tree.push(sha256(&n.to_be_bytes()));
            }
            let mut bytes = tree.to_bytes();
            prop_assert_eq!(Tree::from_bytes(&bytes), Ok(tree));
            bytes.extend(vec![0; extra]);
            prop_assert_eq!(Tree::from_bytes(&bytes), Err(TreeError));
            bytes.truncate(7);
            prop_assert_eq!(Tree::from_bytes(&bytes), Err(TreeError));
        }
    }
}
