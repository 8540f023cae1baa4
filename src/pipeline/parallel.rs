//! Articles on all cores: one thread reads, several work, and the caller gets what comes out in the order of the input.
//!
//! Memory is bounded: no more than a few batches for each thread are on their way, and one that takes long holds the
//! reader up instead of letting the others pile up. What comes out does not depend on the number of threads.
//!
//! Not done here: what is worked out of an article, and where it goes.

use std::any::Any;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::error::{Error, Result};
use crate::source::{Article, Event, Pages, Reject, SourceOptions, open};

/// Bytes of text in a full batch.
const BATCH: usize = 256 << 10;
/// Events in a full batch, whatever their size.
const BATCH_EVENTS: usize = 1024;
/// Batches for each thread that may be on their way.
const WAITING: usize = 4;
/// How long a stop may go unseen.
const GLANCE: Duration = Duration::from_millis(50);
/// Stack of a worker, in bytes.
pub(super) const STACK: usize = 8 << 20;

/// What is to be read, and on how many threads it is worked on.
#[derive(Debug)]
pub struct Job {
    /// Files, folders, globs, `-`.
    pub inputs: Vec<String>,
    /// How they are read.
    pub options: SourceOptions,
    /// What pages of several articles look like.
    pub pages: Pages,
    /// Threads that work; one more reads.
    pub threads: NonZeroUsize,
}

/// What came of an event of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// What was worked out of an article.
    Done(T),
    /// An input, or an article of one, that yields nothing.
    Rejected(Reject),
    /// Something worth knowing that lost nothing.
    Warning(String),
}

/// How far a job came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes taken from the inputs, before decompression.
    pub bytes: u64,
    /// It was stopped before its end.
    pub stopped: bool,
}

/// A batch on its way to a worker, and where its outcomes go.
type Batch<T> = (Vec<Event>, Sender<Vec<Outcome<T>>>);

/// Works on every article of a job with `each` and hands the outcomes to `take`, in the order of the input, with the
/// number of bytes that are read by then, before decompression.
///
/// An `Err` of `each`, and a panic in it, rejects that article and nothing else. `stop` ends it after what was taken
/// last; the reader may then still wait for an input (a terminal, a pipe), so it is left to end with the process.
///
/// # Errors
/// Where nothing can be read at all, and what `take` returns, which ends it at once.
pub fn in_order<T: Send + 'static>(
    job: Job,
    stop: &Arc<AtomicBool>,
    each: impl Fn(&Article) -> Result<T, String> + Send + Sync + 'static,
    mut take: impl FnMut(Vec<Outcome<T>>, u64) -> Result<()>,
) -> Result<Progress> {
    let threads = job.threads.get();
    let (work, jobs) = bounded::<Batch<T>>(threads);
    let (order, batches) = bounded(threads * WAITING);
    let (opened, is_open) = bounded(1);
    let halt = Arc::clone(stop);
    spawn("reader", move || read(&job, &halt, &opened, &work, &order))?;
    let bytes: Arc<AtomicU64> = match is_open.recv() {
        Ok(bytes) => bytes?,
        Err(_) => return Err(Error::output("internal error: the reader ended early")),
    };
    let each = Arc::new(each);
    for number in 1..=threads {
        let (jobs, each) = (jobs.clone(), Arc::clone(&each));
        spawn(&format!("worker {number}"), move || {
            for (events, done) in jobs {
                let outcomes = events.into_iter().map(|event| outcome(event, &*each));
                // Nobody takes it where the job has ended early.
                let _ = done.send(outcomes.collect());
            }
        })?;
    }
    drop(jobs);
    let progress = |stopped| Progress {
        bytes: bytes.load(Ordering::Relaxed),
        stopped,
    };
    loop {
        let batch = match wait(&batches, stop) {
            Waited::Got(batch) => batch,
            Waited::Ended => return Ok(progress(stop.load(Ordering::Relaxed))),
            Waited::Stopped => return Ok(progress(true)),
        };
        match wait(&batch, stop) {
            Waited::Got(outcomes) => take(outcomes, bytes.load(Ordering::Relaxed))?,
            Waited::Ended => return Err(Error::output("internal error: a worker ended early")),
            Waited::Stopped => return Ok(progress(true)),
        }
    }
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<()> {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(STACK)
        .spawn(run)
        .map(|_| ())
        .map_err(|error| Error::io(format!("starting the thread `{name}`"), error))
}

enum Waited<T> {
    Got(T),
    Ended,
    Stopped,
}

fn wait<T>(from: &Receiver<T>, stop: &AtomicBool) -> Waited<T> {
    loop {
        if stop.load(Ordering::Relaxed) {
            return Waited::Stopped;
        }
        match from.recv_timeout(GLANCE) {
            Ok(got) => return Waited::Got(got),
            Err(RecvTimeoutError::Disconnected) => return Waited::Ended,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The reader's thread.
fn read<T>(
    job: &Job,
    stop: &AtomicBool,
    opened: &Sender<Result<Arc<AtomicU64>>>,
    work: &Sender<Batch<T>>,
    order: &Sender<Receiver<Vec<Outcome<T>>>>,
) {
    let reader = match open(&job.inputs, &job.options, &job.pages) {
        Ok(reader) => reader,
        Err(error) => {
            let _ = opened.send(Err(error));
            return;
        }
    };
    if opened.send(Ok(reader.bytes())).is_err() {
        return;
    }
    let send = |events: Vec<Event>| {
        let (done, outcomes) = bounded(1);
        order.send(outcomes).is_ok() && work.send((events, done)).is_ok()
    };
    let (mut batch, mut size) = (Vec::new(), 0);
    for event in reader {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        if let Event::Article(article) = &event {
            size += article.text.len();
        }
        batch.push(event);
        // An input that comes slowly must not wait for a full batch while the workers have nothing to do.
        if size >= BATCH || batch.len() >= BATCH_EVENTS || work.is_empty() {
            if !send(std::mem::take(&mut batch)) {
                return;
            }
            size = 0;
        }
    }
    if !batch.is_empty() {
        send(batch);
    }
}

fn outcome<T>(event: Event, each: &impl Fn(&Article) -> Result<T, String>) -> Outcome<T> {
    let article = match event {
        Event::Article(article) => article,
        Event::Reject(reject) => return Outcome::Rejected(reject),
        Event::Warning(text) => return Outcome::Warning(text),
    };
    match shielded(|| each(&article)).flatten() {
        Ok(done) => Outcome::Done(done),
        Err(reason) => Outcome::Rejected(Reject {
            place: article.id,
            reason,
        }),
    }
}

/// Works on one article; a panic is told as a text.
pub(super) fn shielded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // What a panic leaves behind is dropped with the article; a grammar is never changed by an article.
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| format!("internal error: {}", message(&*panic)))
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::grammar::GrammarFiles;

    fn job(lines: &str, threads: usize) -> (Job, tempfile::TempDir) {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let path = dir.path().join("in.jsonl");
        std::fs::write(&path, lines).expect("a file");
        let job = Job {
            inputs: vec![path.display().to_string()],
            options: SourceOptions::default(),
            pages: Pages::load(&GrammarFiles::built_in()).expect("sound built-in pages"),
            threads: NonZeroUsize::new(threads).expect("a thread at least"),
        };
        (job, dir)
    }

    fn lines(count: usize) -> String {
        (0..count).fold(String::new(), |mut lines, n| {
            let text = "x".repeat(n % 977);
            let _ = writeln!(lines, "{{\"id\":\"{n}\",\"text\":\"a{text}\"}}");
            lines
        })
    }

    #[test]
    fn ok_outcomes_come_in_the_order_of_the_input() {
        for threads in [1, 2, 7] {
            let (job, _dir) = job(&lines(3000), threads);
            let mut ids = Vec::new();
            let each = |article: &Article| {
                if article.id.ends_with("00") {
                    thread::sleep(Duration::from_millis(1));
                }
                Ok(article.id.clone())
            };
            let progress = in_order(job, &Arc::default(), each, |outcomes, _| {
                ids.extend(outcomes);
                Ok(())
            });
            let progress = progress.expect("a job that ends");
            assert_eq!(
                (progress.stopped, progress.bytes),
                (false, lines(3000).len() as u64)
            );
            let due: Vec<_> = (0..3000).map(|n| Outcome::Done(n.to_string())).collect();
            assert_eq!(ids, due, "{threads} threads");
        }
    }

    #[test]
    fn err_a_bad_article_and_a_bad_line_lose_only_themselves() {
        let text = "{\"id\":\"a\",\"text\":\"A\"}\n{\"id\":\"b\",\"text\":\"B\"}\nno\n{\"id\":\"c\",\"text\":\"C\"}\n";
        let (job, dir) = job(text, 2);
        let mut seen = Vec::new();
        let each = |article: &Article| {
            assert_ne!(article.id, "b", "a trap");
            Ok(article.id.clone())
        };
        in_order(job, &Arc::default(), each, |outcomes, _| {
            seen.extend(outcomes.into_iter().map(|it| match it {
                Outcome::Done(id) => id,
                Outcome::Rejected(r) => {
                    let place = r.place.replace(&dir.path().display().to_string(), "");
                    format!("! {place}: {}", r.reason.lines().next().unwrap_or_default())
                }
                Outcome::Warning(text) => text,
            }));
            Ok(())
        })
        .expect("a job that ends");
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert_eq!((seen[0].as_str(), seen[3].as_str()), ("a", "c"));
        assert!(seen[1].starts_with("! b: internal error: "), "{}", seen[1]);
        assert!(seen[2].starts_with("! /in.jsonl:3: "), "{}", seen[2]);
    }

    #[test]
    fn err_what_the_taker_says_ends_it() {
        let (job, _dir) = job(&lines(3000), 2);
        let each = |article: &Article| Ok(article.id.clone());
        let result = in_order(job, &Arc::default(), each, |_, _| {
            Err(Error::output("full"))
        });
        assert_eq!(result.expect_err("an error").to_string(), "full");
    }

    #[test]
    fn ok_a_stop_ends_it() {
        let (job, _dir) = job(&lines(3000), 2);
        let stop = Arc::new(AtomicBool::new(false));
        let each = |article: &Article| Ok(article.id.clone());
        let mut batches = 0;
        let progress = in_order(job, &stop, each, |_, _| {
            batches += 1;
            stop.store(true, Ordering::Relaxed);
            Ok(())
        });
        assert!(progress.expect("a job that ends").stopped);
        assert_eq!(batches, 1);
    }
}
