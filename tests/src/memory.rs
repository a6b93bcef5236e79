//! Searching the memory of a running process.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt as _;

use crate::needle::{Hit, Search};
use crate::processes;

const PAGE: u64 = 4096;
const PIECE: u64 = 4 << 20;
/// Longer than any layout of a key, so that none is cut between two pieces.
const OVERLAP: u64 = 2 * PAGE;

/// The stack of a thread that ended: kept for the next one, with what lay on it.
pub const ENDED: &str = "stack of an ended thread";

/// A hit in a process, and the region it stands in.
#[derive(Clone, Debug)]
pub struct MemoryHit {
    pub pid: u32,
    /// The program's file name.
    pub program: String,
    /// Such as `[heap]`, `[stack]`, `stack of THREAD`, [`ENDED`], a file, or `anonymous`.
    pub region: String,
    pub address: u64,
    pub hit: Hit,
}

/// What a search went through.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    pub hits: Vec<MemoryHit>,
    /// Bytes really looked at: a search that read nothing proves nothing.
    pub bytes: u64,
    pub regions: u32,
}

struct Region {
    start: u64,
    end: u64,
    name: String,
}

/// Searches everything that `pid` holds in memory by itself. Pages that were never touched hold nothing and are passed
/// over; so are read-only views of files, which the process cannot write to.
pub fn search(pid: u32, needles: &Search) -> io::Result<Searched> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let memory = File::open(format!("/proc/{pid}/mem"))?;
    let pages = File::open(format!("/proc/{pid}/pagemap"))?;
    let program = processes::name(pid);
    let stacks = stacks(pid);
    let mut searched = Searched::default();
    for mut region in regions(&maps) {
        if let Some((_, thread)) =
            stacks.iter().find(|(pointer, _)| (region.start..region.end).contains(pointer))
        {
            region.name = format!("stack of {thread}");
        }
        searched.regions += 1;
        for (start, end) in touched(&pages, &region) {
            let mut from = start;
            while from < end {
                let to = (from + PIECE).min(end);
                let piece = read(&memory, from, to);
                searched.bytes += piece.len() as u64;
                for hit in needles.find(&piece) {
                    let address = from + hit.at as u64;
                    let hit = MemoryHit {
                        pid,
                        program: program.clone(),
                        region: region.name.clone(),
                        address,
                        hit,
                    };
                    searched.note(hit);
                }
                from = if to == end { end } else { to - OVERLAP };
            }
        }
    }
    Ok(searched)
}

impl Searched {
    /// Two pieces overlap: the same place counts once.
    fn note(&mut self, new: MemoryHit) {
        let same = |old: &MemoryHit| {
            old.pid == new.pid && old.address == new.address && old.hit.form == new.hit.form
        };
        if !self.hits.iter().any(same) {
            self.hits.push(new);
        }
    }

    /// Joins the search of another process to this one.
    pub fn and(&mut self, other: Self) {
        self.hits.extend(other.hits);
        self.bytes += other.bytes;
        self.regions += other.regions;
    }

    /// One line for each hit: key, form, process, region.
    #[must_use]
    pub fn report(&self) -> String {
        let line = |hit: &MemoryHit| {
            let MemoryHit { pid, program, region, address, hit } = hit;
            format!(
                "{} as {}, {} bytes in a row, in {program} ({pid}), {region} at {address:x}",
                hit.needle, hit.form, hit.bytes
            )
        };
        self.hits.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Where each thread's stack pointer stands, as far as the kernel tells, and the thread's name.
fn stacks(pid: u32) -> Vec<(u64, String)> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let one = |thread: io::Result<fs::DirEntry>| {
        let path = thread.ok()?.path();
        let name = fs::read_to_string(path.join("comm")).ok()?.trim().to_owned();
        // Of a thread that waits: the call's number and arguments, then the stack pointer, then where it stands.
        let call = fs::read_to_string(path.join("syscall")).ok()?;
        let pointer = call.split_whitespace().rev().nth(1)?.strip_prefix("0x")?;
        Some((u64::from_str_radix(pointer, 16).ok()?, name))
    };
    threads.filter_map(one).collect()
}

/// What is searched, in order.
fn regions(maps: &str) -> Vec<Region> {
    let mut guarded = None;
    let mut all = Vec::new();
    for line in maps.lines() {
        if let Some(mut region) = region(line) {
            // Right above a page that nobody may touch lies a stack; heaps of threads begin at a round address instead.
            if region.name == "anonymous" && guarded == Some(region.start) && region.start % (64 << 20) != 0 {
                ENDED.clone_into(&mut region.name);
            }
            all.push(region);
        }
        let mut words = line.split_whitespace();
        let end = words.next().and_then(|bounds| u64::from_str_radix(bounds.split_once('-')?.1, 16).ok());
        guarded = end.filter(|_| words.next().is_some_and(|rights| rights.starts_with("---")));
    }
    all
}

fn region(line: &str) -> Option<Region> {
    let mut words = line.split_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let rights = words.next()?;
    let name = words.nth(3).unwrap_or("anonymous").to_owned();
    let file = name.starts_with('/') && !name.starts_with("/memfd:") && !name.starts_with("/dev/shm/");
    let readable = rights.starts_with('r');
    let own = rights.as_bytes().get(1) == Some(&b'w') || !file;
    // The kernel's own pages are not the process's.
    let kernel = matches!(name.as_str(), "[vvar]" | "[vvar_vclock]" | "[vdso]" | "[vsyscall]");
    let bounds = (u64::from_str_radix(start, 16).ok()?, u64::from_str_radix(end, 16).ok()?);
    (readable && own && !kernel).then_some(Region { start: bounds.0, end: bounds.1, name })
}

/// Runs of pages that are present or swapped out.
fn touched(pages: &File, region: &Region) -> Vec<(u64, u64)> {
    let count = (region.end - region.start) / PAGE;
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut done = 0;
    while done < count {
        let batch = (count - done).min(64 * 1024);
        let mut entries = vec![0; usize::try_from(batch * 8).expect("a batch fits")];
        let from = region.start / PAGE + done;
        let Ok(()) = pages.read_exact_at(&mut entries, from * 8) else { break };
        for (index, entry) in entries.chunks_exact(8).enumerate() {
            // Bits 63 and 62 of a little-endian entry: present, swapped.
            if entry[7] & 0b1100_0000 != 0 {
                let start = (from + index as u64) * PAGE;
                match runs.last_mut() {
                    Some(run) if run.1 == start => run.1 += PAGE,
                    _ => runs.push((start, start + PAGE)),
                }
            }
        }
        done += batch;
    }
    runs
}

/// Reads as far as the process still has it.
fn read(memory: &File, from: u64, to: u64) -> Vec<u8> {
    let mut piece = vec![0; usize::try_from(to - from).expect("a piece fits")];
    let mut got = 0;
    while got < piece.len() {
        match memory.read_at(&mut piece[got..], from + got as u64) {
            Ok(0) | Err(_) => break,
            Ok(more) => got += more,
        }
    }
    piece.truncate(got);
    piece
}

/// Holds `text` in a process of its own until it is dropped: to show that a search finds what is there.
pub struct Planted(std::process::Child);

impl Planted {
    /// Starts the process and waits until it has read the text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        use std::io::Write as _;
        use std::process::{Command, Stdio};
        let script = "IFS= read -r held; echo ready; read -r end";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("sh starts");
        let input = child.stdin.as_mut().expect("piped");
        writeln!(input, "{text}").expect("sh reads");
        let mut ready = [0; 6];
        child.stdout.as_mut().expect("piped").read_exact(&mut ready).expect("sh answers");
        Self(child)
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needle::Needle;

    #[test]
    fn a_key_in_another_process_is_found_and_a_key_that_is_not_there_is_not() {
        let (held, absent) = (Needle::letters("held", "sk_"), Needle::letters("absent", "sk_"));
        let planted = Planted::new(&held.key());
        let searched = search(planted.pid(), &Search::of([&held, &absent])).expect("its memory can be read");
        assert!(searched.bytes > 50_000, "{searched:?}");
        assert!(
            searched.hits.iter().any(|hit| hit.hit.needle == "held" && hit.hit.form == "plain"),
            "{searched:?}"
        );
        assert!(searched.hits.iter().all(|hit| hit.hit.needle == "held"), "{}", searched.report());
        assert!(searched.report().contains("held as plain"), "{}", searched.report());
    }

    #[test]
    fn a_stack_without_a_thread_is_told_from_other_memory() {
        let maps = "7f8d98b83000-7f8d98b84000 ---p 00000000 00:00 0\n\
                    7f8d98b84000-7f8d99384000 rw-p 00000000 00:00 0\n\
                    7f8da0000000-7f8da0021000 rw-p 00000000 00:00 0\n\
                    7f8da0021000-7f8da4000000 ---p 00000000 00:00 0\n\
                    7f8da4000000-7f8da4021000 rw-p 00000000 00:00 0\n";
        let names: Vec<String> = regions(maps).into_iter().map(|region| region.name).collect();
        assert_eq!(names, [ENDED, "anonymous", "anonymous"]);
    }

    #[test]
    fn a_waiting_threads_stack_is_named_after_it() {
        let planted = Planted::new("x");
        let name = crate::wait::until("a thread that waits", std::time::Duration::from_secs(10), || {
            stacks(planted.pid()).into_iter().find(|(pointer, _)| *pointer > 0).map(|(_, name)| name)
        });
        assert_eq!(name, "sh");
    }

    #[test]
    fn a_process_that_is_gone_is_an_error_and_not_a_clean_search() {
        let planted = Planted::new("x");
        let pid = planted.pid();
        drop(planted);
        assert!(search(pid, &Search::of([&Needle::letters("a", "")])).is_err());
    }
}
