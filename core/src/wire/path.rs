//! Where in the bytes something is, as a person would say it. Only walked when something is wrong.

use alloc::string::String;

const DEEPEST: usize = 32;

/// The path of the innermost item that holds the byte at an offset.
pub(super) fn path_at(bytes: &[u8], offset: usize) -> String {
    let mut path = String::new();
    let mut walk = Walk { bytes, at: 0 };
    // What cannot be walked ends the path where it is.
    let _ = walk.descend(offset, 0, &mut path);
    path
}

struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// The head of an item.
struct Head {
    major: u8,
    argument: u64,
}

impl Walk<'_> {
    fn head(&mut self) -> Option<Head> {
        let first = *self.bytes.get(self.at)?;
        self.at += 1;
        let short = first & 31;
        let argument = match short {
            0..24 => u64::from(short),
            24..28 => {
                let width = 1 << (short - 24);
                let bytes = self.bytes.get(self.at..self.at + width)?;
                self.at += width;
                bytes.iter().fold(0, |sum, b| sum << 8 | u64::from(*b))
            }
            _ => return None,
        };
        Some(Head {
            major: first >> 5,
            argument,
        })
    }

    /// Walks to the item at `offset`: true once it was found, with its path in `path`; nothing
    /// where the bytes end before, with the path so far.
    fn descend(&mut self, offset: usize, depth: usize, path: &mut String) -> Option<bool> {
        let head = self.head()?;
        let is_map = head.major == 5;
        if matches!(head.major, 2 | 3) {
            self.skip(head.argument)?;
        }
        if self.at > offset || !(is_map || head.major == 4) || depth >= DEEPEST {
            return Some(self.at > offset);
        }
        for index in 0..head.argument {
            let outer = path.len();
            if is_map {
                self.key(path)?;
            } else {
                path.push_str(&alloc::format!("/{index}"));
            }
            if self.at > offset || self.descend(offset, depth + 1, path)? {
                return Some(true);
            }
            path.truncate(outer);
        }
        Some(false)
    }

    /// A key: a number, or in a document a text.
    fn key(&mut self, path: &mut String) -> Option<()> {
        let head = self.head()?;
        if head.major != 3 {
            path.push_str(&alloc::format!("/{}", head.argument));
            return Some(());
        }
        let start = self.at;
        self.skip(head.argument)?;
        let name = core::str::from_utf8(self.bytes.get(start..self.at)?).ok()?;
        path.push('/');
        path.push_str(name);
        Some(())
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(bytes).ok()?)?;
        self.at = end;
        (end <= self.bytes.len()).then_some(())
    }
}
