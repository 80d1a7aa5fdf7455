//! DER as a tree, to be changed in one place.

use crate::graphs::random::Random;
use crate::support::forge::der::tlv;

/// An element. An OCTET STRING or BIT STRING whose content is DER has it as its children.
#[derive(Clone)]
pub(super) struct Node {
    tag: u8,
    form: Form,
    /// What stands before the children, such as the number of unused bits.
    prefix: Vec<u8>,
    children: Vec<Node>,
}

/// How the tag and the length are written. BER allows more than DER.
#[derive(Clone, Copy)]
enum Form {
    Usual,
    LongTag,
    PaddedLength,
    Indefinite,
}

impl Form {
    fn element(self, tag: u8, content: &[u8]) -> Vec<u8> {
        let usual = tlv(tag, content);
        match self {
            Self::LongTag if tag & 0x1f != 0x1f => [&[tag | 0x1f, tag & 0x1f], &usual[1..]].concat(),
            Self::PaddedLength => {
                let length = u32::try_from(content.len()).expect("a short element").to_be_bytes();
                [&[tag, 0x84], length.as_slice(), content].concat()
            }
            Self::Indefinite if tag & 0x20 != 0 => [&[tag, 0x80], content, &[0, 0]].concat(),
            _ => usual,
        }
    }
}

impl Node {
    /// None if `der` is not exactly one element.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        match Self::read_all(der)?.as_slice() {
            [node] => Some(node.clone()),
            _ => None,
        }
    }

    fn read_all(mut rest: &[u8]) -> Option<Vec<Self>> {
        let mut nodes = Vec::new();
        while !rest.is_empty() {
            let (node, behind) = Self::read_first(rest)?;
            nodes.push(node);
            rest = behind;
        }
        Some(nodes)
    }

    fn read_first(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (tag, first, rest) = (*bytes.first()?, *bytes.get(1)?, &bytes[2..]);
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81 => (usize::from(*rest.first()?), &rest[1..]),
            0x82 => (usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?), &rest[2..]),
            _ => return None,
        };
        let (content, behind) = rest.split_at_checked(length)?;
        Some((Self::new(tag, content), behind))
    }

    fn new(tag: u8, content: &[u8]) -> Self {
        let skipped = usize::from(tag == 0x03 && !content.is_empty());
        let nested = tag & 0x20 != 0 || matches!(tag, 0x03 | 0x04);
        let inner = Some(&content[skipped..]).filter(|_| nested);
        match inner.filter(|inner| !inner.is_empty()).and_then(Self::read_all) {
            Some(children) => Self::with(tag, &content[..skipped], children),
            None => Self::with(tag, content, Vec::new()),
        }
    }

    fn with(tag: u8, prefix: &[u8], children: Vec<Self>) -> Self {
        Self { tag, form: Form::Usual, prefix: prefix.to_vec(), children }
    }

    pub(super) fn der(&self) -> Vec<u8> {
        self.form.element(self.tag, &self.content())
    }

    fn content(&self) -> Vec<u8> {
        let children = self.children.iter().flat_map(Self::der);
        self.prefix.iter().copied().chain(children).collect()
    }

    fn count(&self) -> usize {
        1 + self.children.iter().map(Self::count).sum::<usize>()
    }

    /// The elements below it that `wanted` names, each by its number in the order of the bytes.
    pub(super) fn numbers(&self, wanted: &dyn Fn(&Self) -> bool) -> Vec<usize> {
        (0..self.count()).filter(|number| wanted(self.at(*number))).collect()
    }

    fn at(&self, mut number: usize) -> &Self {
        if number == 0 {
            return self;
        }
        number -= 1;
        for child in &self.children {
            match child.count() {
                count if number < count => return child.at(number),
                count => number -= count,
            }
        }
        unreachable!("an element for each number")
    }

    fn at_mut(&mut self, mut number: usize) -> &mut Self {
        if number == 0 {
            return self;
        }
        number -= 1;
        for child in &mut self.children {
            match child.count() {
                count if number < count => return child.at_mut(number),
                count => number -= count,
            }
        }
        unreachable!("an element for each number")
    }

    /// Changes one element at random.
    pub(super) fn mutate(&mut self, random: &mut Random) {
        let number = random.below(self.count());
        self.at_mut(number).change(random);
    }

    pub(super) fn is_extension_value(&self) -> bool {
        self.tag == 0x04 && !self.children.is_empty()
    }

    /// Changes the element with this number, or one below it, at random.
    pub(super) fn mutate_below(&mut self, number: usize, random: &mut Random) {
        self.at_mut(number).mutate(random);
    }

    fn change(&mut self, random: &mut Random) {
        let many = self.children.len();
        match random.below(if many == 0 { 10 } else { 15 }) {
            0 => self.tag ^= 0x20,
            1 => self.tag = *random.pick(&TAGS),
            2 => self.prefix.push(random.byte()),
            3 => self.prefix.insert(0, *random.pick(&[0, 0xff, 0x80, 7])),
            4 => drop(self.prefix.pop()),
            5 => self.in_pieces(),
            6 if !self.prefix.is_empty() => {
                let place = random.below(self.prefix.len());
                self.prefix[place] ^= 1 << random.below(8);
            }
            7 => self.prefix.clear(),
            8 => self.tag ^= 1 << random.below(5),
            9 => self.form = *random.pick(&[Form::LongTag, Form::PaddedLength, Form::Indefinite]),
            10 => drop(self.children.remove(random.below(many))),
            11 => {
                let copy = self.children[random.below(many)].clone();
                self.children.insert(random.below(many + 1), copy);
            }
            12 => self.children.swap(0, many - 1),
            13 => {
                self.children.push(Self::with(*random.pick(&TAGS), &[0], Vec::new()));
            }
            _ => self.children.clear(),
        }
    }

    /// The same string in two pieces, as BER allows it.
    fn in_pieces(&mut self) {
        if self.tag & 0x20 != 0 {
            return;
        }
        let content = self.content();
        let (first, second) = content.split_at(content.len() / 2);
        let piece = |bytes: &[u8]| Self::with(0x04, bytes, Vec::new());
        self.children = vec![piece(first), piece(second)];
        (self.tag, self.prefix) = (self.tag | 0x20, Vec::new());
    }
}

/// Tags that stand in certificates.
const TAGS: [u8; 22] = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31, 0x80, 0x81,
    0x82, 0x86, 0xa0, 0xa1, 0xa4,
];
