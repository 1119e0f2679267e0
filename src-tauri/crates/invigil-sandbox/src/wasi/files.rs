//! The guest's file system: a tree in memory that nothing changes. No file of the host is in it,
//! no symbolic link, and `..` stops at the root.

use std::{collections::BTreeMap, sync::Arc};

use super::errno::Errno;

/// The longest path a guest may name, in bytes (`PATH_MAX`).
const PATH: usize = 4096;

/// The place of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(usize);

impl NodeId {
    pub(super) const ROOT: Self = Self(0);

    /// The inode number; never 0, which some programs take for "no file".
    pub(super) fn inode(self) -> u64 {
        self.0 as u64 + 1
    }
}

/// A file of no bytes of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Device {
    /// `/dev/null`.
    Null,
    /// `/dev/stdin`.
    Stdin,
    /// `/dev/stdout`.
    Stdout,
    /// `/dev/stderr`.
    Stderr,
}

#[derive(Clone)]
pub(super) enum Node {
    Folder(BTreeMap<String, NodeId>),
    File(Arc<[u8]>),
    Device(Device),
}

/// The tree. Cloning it copies names, never contents.
#[derive(Clone)]
pub(crate) struct Files {
    nodes: Vec<Node>,
}

impl Files {
    /// `/box`, `/tmp` and `/dev`, and nothing else.
    pub(crate) fn new() -> Self {
        let mut files = Self {
            nodes: vec![Node::Folder(BTreeMap::new())],
        };
        for folder in ["box", "tmp"] {
            files.folder(NodeId::ROOT, folder);
        }
        for (name, device) in [
            ("dev/null", Device::Null),
            ("dev/stdin", Device::Stdin),
            ("dev/stdout", Device::Stdout),
            ("dev/stderr", Device::Stderr),
        ] {
            files.put(name, Node::Device(device));
        }
        files
    }

    /// Puts a file at an absolute or root-relative path; folders come by themselves. Whatever
    /// stands in the way (a file where a folder must be) is replaced.
    pub(crate) fn add(&mut self, path: &str, bytes: impl Into<Arc<[u8]>>) {
        self.put(path, Node::File(bytes.into()));
    }

    fn put(&mut self, path: &str, node: Node) {
        let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
        let mut at = NodeId::ROOT;
        while let Some(part) = parts.next() {
            if parts.peek().is_some() {
                at = self.folder(at, part);
            } else {
                self.attach(at, part, node);
                return;
            }
        }
    }

    fn folder(&mut self, at: NodeId, name: &str) -> NodeId {
        let known = match self.node(at) {
            Some(Node::Folder(names)) => names.get(name).copied(),
            _ => None,
        };
        match known.map(|id| (id, self.node(id))) {
            Some((id, Some(Node::Folder(_)))) => id,
            _ => self.attach(at, name, Node::Folder(BTreeMap::new())),
        }
    }

    fn attach(&mut self, at: NodeId, name: &str, node: Node) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push(node);
        if let Some(Node::Folder(names)) = self.nodes.get_mut(at.0) {
            names.insert(name.to_owned(), id);
        }
        id
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0)
    }

    /// The names of a folder in their order.
    pub(super) fn names(&self, id: NodeId) -> Result<&BTreeMap<String, NodeId>, Errno> {
        match self.node(id) {
            Some(Node::Folder(names)) => Ok(names),
            Some(_) => Err(Errno::NOTDIR),
            None => Err(Errno::BADF),
        }
    }

    /// What `path` names, seen from the folder `start`.
    pub(super) fn find(&self, start: NodeId, path: &[u8]) -> Result<NodeId, Errno> {
        if path.len() > PATH {
            return Err(Errno::NAMETOOLONG);
        }
        let path = str::from_utf8(path).map_err(|_| Errno::NOENT)?;
        if path.is_empty() {
            return Err(Errno::NOENT);
        }
        let mut above = Vec::new();
        let mut at = start;
        for part in path.split('/') {
            match part {
                "" | "." => {
                    self.names(at)?;
                }
                ".." => {
                    self.names(at)?;
                    at = above.pop().unwrap_or(start);
                }
                name => {
                    let next = self.names(at)?.get(name).copied();
                    above.push(at);
                    at = next.ok_or(Errno::NOENT)?;
                }
            }
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Result<&[u8], Errno>) {
        let mut files = Files::new();
        files.add("/box/main.py", b"main".to_vec());
        files.add("/box/data/a.txt", b"a".to_vec());
        let found = files
            .find(NodeId::ROOT, path.as_bytes())
            .map(|id| match files.node(id) {
                Some(Node::File(bytes)) => bytes.to_vec(),
                _ => b"(folder)".to_vec(),
            });
        assert_eq!(found, expected.map(<[u8]>::to_vec), "{path}");
    }

    #[test]
    fn a_path_finds_its_file_and_never_leaves_the_root() {
        check("box/main.py", Ok(b"main"));
        check("/box//./data/../main.py", Ok(b"main"));
        check("../../../box/data/a.txt", Ok(b"a"));
        check("box", Ok(b"(folder)"));
        check("box/", Ok(b"(folder)"));
        check("..", Ok(b"(folder)"));
        check("etc/passwd", Err(Errno::NOENT));
        check("box/main.py/", Err(Errno::NOTDIR));
        check("box/main.py/x", Err(Errno::NOTDIR));
        check("", Err(Errno::NOENT));
        check(&"a/".repeat(3000), Err(Errno::NAMETOOLONG));
    }

    #[test]
    fn a_file_where_a_folder_must_be_gives_way() {
        let mut files = Files::new();
        files.add("/box/a", b"1".to_vec());
        files.add("/box/a/b", b"2".to_vec());
        let id = files.find(NodeId::ROOT, b"box/a/b").expect("it is there");
        assert!(matches!(files.node(id), Some(Node::File(bytes)) if bytes[..] == *b"2"));
    }
}
