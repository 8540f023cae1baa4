//! The Python module `dealsift._dealsift`: a thin layer over the library. It finds nothing itself; what Python code does not
//! need to be fast stands in `dealsift/__init__.py`.

mod columns;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use arrow_array::{Array, LargeStringArray, RecordBatch, RecordBatchReader};
use dealsift::deal::Deal;
use dealsift::error::Error;
use dealsift::source::{Article, GivenRow, GivenRows, Pages};
use dealsift::table::{self, SchemaFormat};
use pyo3::create_exception;
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PySchema, PyTable};

create_exception!(
    dealsift,
    DealsiftError,
    PyException,
    "What dealsift cannot do, with its place and reason."
);

/// Stands before the number of a row that has no id, as for standard input of the command.
const NAME: &str = "-";

fn failed(error: impl ToString) -> PyErr {
    DealsiftError::new_err(error.to_string())
}

/// A compiled grammar. Shared between threads.
#[pyclass(frozen, module = "dealsift._dealsift")]
struct Engine {
    extractor: dealsift::pipeline::Extractor,
    pages: Pages,
}

/// The columns of an input that the fields of articles stand in, as the caller names them.
#[derive(Clone, Debug)]
struct Names {
    text: String,
    others: [(Option<String>, &'static str); 5],
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (grammars, any_language))]
    fn new(py: Python<'_>, grammars: Option<PathBuf>, any_language: bool) -> PyResult<Self> {
        py.detach(|| {
            let mut builder = dealsift::pipeline::Extractor::builder().any_language(any_language);
            if let Some(folder) = grammars {
                builder = builder.grammars(folder);
            }
            let pages = Pages::load(&builder.files()?).map_err(Error::grammar)?;
            let extractor = builder.build()?;
            Ok(Self { extractor, pages })
        })
        .map_err(|error: Error| failed(error))
    }

    /// Hash of the grammar's files.
    #[getter]
    fn grammar_hash(&self) -> &str {
        self.extractor.grammar_hash()
    }

    /// The deals of a text, a JSON record each.
    #[pyo3(signature = (text, title, id, published, url, source))]
    fn extract(
        &self,
        py: Python<'_>,
        text: &str,
        title: Option<&str>,
        id: Option<&str>,
        published: Option<&str>,
        url: Option<&str>,
        source: Option<&str>,
    ) -> PyResult<Vec<String>> {
        let row = GivenRow {
            id: Some(id.unwrap_or(NAME)),
            title,
            published,
            url,
            source,
            text,
        };
        py.detach(|| {
            let mut lines = Vec::new();
            for article in self.articles(row)? {
                for deal in self
                    .extractor
                    .deals_of(&article)
                    .map_err(|it| it.to_string())?
                {
                    lines.push(serde_json::to_string(&deal).map_err(|it| it.to_string())?);
                }
            }
            Ok(lines)
        })
        .map_err(|error: String| failed(error))
    }

    /// The mentions of a text as JSON, one for each article in it.
    #[pyo3(signature = (text, id, published))]
    fn mentions(
        &self,
        py: Python<'_>,
        text: &str,
        id: Option<&str>,
        published: Option<&str>,
    ) -> PyResult<Vec<String>> {
        let row = GivenRow {
            id: Some(id.unwrap_or(NAME)),
            published,
            text,
            ..GivenRow::default()
        };
        py.detach(|| {
            let line = |it| {
                serde_json::to_string(&self.extractor.mentions(&it)).map_err(|it| it.to_string())
            };
            self.articles(row)?
                .into_iter()
                .map(line)
                .collect::<Result<_, String>>()
        })
        .map_err(failed)
    }

    /// The deals of many articles, as Arrow data.
    #[pyo3(signature = (data, text, id, title, published, url, source, threads, is_strict))]
    fn extract_table(
        &self,
        py: Python<'_>,
        data: AnyRecordBatch,
        text: String,
        id: Option<String>,
        title: Option<String>,
        published: Option<String>,
        url: Option<String>,
        source: Option<String>,
        threads: Option<NonZeroUsize>,
        is_strict: bool,
    ) -> PyResult<Deals> {
        let names = Names {
            text,
            others: [
                (id, "id"),
                (title, "title"),
                (published, "published"),
                (url, "url"),
                (source, "source"),
            ],
        };
        let reader = data.into_reader()?;
        let work = || -> Result<_, String> {
            let (mut out, mut rejected) = (Vec::new(), Vec::new());
            let mut rows = GivenRows::new(self.pages.clone(), NAME);
            check_names(&names, &*reader)?;
            for batch in reader {
                let batch = batch.map_err(|why| why.to_string())?;
                let articles = articles(&batch, &names, &mut rows, &mut rejected)?;
                let deals = self.deals(&articles, threads, &mut rejected)?;
                if let (true, Some((place, reason))) = (is_strict, rejected.first()) {
                    return Err(format!("{place}: {reason}"));
                }
                if !deals.is_empty() {
                    out.push(columns::record_batch(&deals)?);
                }
            }
            Ok((out, rejected))
        };
        let (batches, rejected) = py.detach(work).map_err(failed)?;
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        let table = Py::new(py, PyTable::try_new(batches, columns::record_schema())?)?;
        Ok(Deals {
            table,
            rows,
            rejected,
        })
    }
}

impl Engine {
    fn articles(&self, row: GivenRow<'_>) -> Result<Vec<Article>, String> {
        GivenRows::new(self.pages.clone(), NAME).articles(row)
    }

    fn deals(
        &self,
        articles: &[Article],
        threads: Option<NonZeroUsize>,
        rejected: &mut Vec<(String, String)>,
    ) -> Result<Vec<Deal>, String> {
        let mut deals = Vec::new();
        let all = self
            .extractor
            .deals_of_all(articles, threads)
            .map_err(|it| it.to_string())?;
        for (article, of) in articles.iter().zip(all) {
            match of {
                Ok(of) => deals.extend(of),
                Err(error) => rejected.push((article.id.clone(), error.to_string())),
            }
        }
        Ok(deals)
    }
}

/// Says that a column is missing even where there is no row.
fn check_names(names: &Names, reader: &(dyn RecordBatchReader + Send)) -> Result<(), String> {
    let empty = RecordBatch::new_empty(reader.schema());
    columns::texts(&empty, &names.text, true)?;
    for (given, usual) in &names.others {
        columns::texts(&empty, given.as_deref().unwrap_or(usual), given.is_some())?;
    }
    Ok(())
}

fn articles(
    batch: &RecordBatch,
    names: &Names,
    rows: &mut GivenRows,
    rejected: &mut Vec<(String, String)>,
) -> Result<Vec<Article>, String> {
    let text = columns::texts(batch, &names.text, true)?;
    let mut others = Vec::with_capacity(names.others.len());
    for (given, usual) in &names.others {
        others.push(columns::texts(
            batch,
            given.as_deref().unwrap_or(usual),
            given.is_some(),
        )?);
    }
    let mut articles = Vec::with_capacity(batch.num_rows());
    for at in 0..batch.num_rows() {
        let cell = |from: &Option<LargeStringArray>| {
            let column = from.as_ref().filter(|it| it.is_valid(at))?;
            Some(column.value(at).to_owned())
        };
        let [id, title, published, url, source] = [0, 1, 2, 3, 4].map(|n| cell(&others[n]));
        let body = cell(&text).unwrap_or_default();
        let row = GivenRow {
            id: id.as_deref(),
            title: title.as_deref(),
            published: published.as_deref(),
            url: url.as_deref(),
            source: source.as_deref(),
            text: &body,
        };
        match rows.articles(row) {
            Ok(of) => articles.extend(of),
            Err(reason) => rejected.push((rows.place(id.as_deref()), reason)),
        }
    }
    Ok(articles)
}

/// Deals as Arrow data: anything that takes the Arrow PyCapsule interface reads it.
#[pyclass(frozen, module = "dealsift")]
struct Deals {
    table: Py<PyTable>,
    rows: usize,
    /// Id and reason of each article that gave nothing because of a fault.
    #[pyo3(get)]
    rejected: Vec<(String, String)>,
}

#[pymethods]
impl Deals {
    fn __len__(&self) -> usize {
        self.rows
    }

    fn __repr__(&self) -> String {
        format!(
            "<dealsift.Deals: {} deals, {} articles rejected>",
            self.rows,
            self.rejected.len()
        )
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let table = self.table.bind(py);
        table.call_method1("__arrow_c_stream__", (requested_schema,))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table.bind(py).call_method0("__arrow_c_schema__")
    }
}

/// The JSON Schema of a record, as text.
#[pyfunction]
fn json_schema() -> String {
    table::schema(SchemaFormat::Json)
}

/// The Arrow schema of the records.
#[pyfunction(name = "arrow_schema")]
fn records() -> PySchema {
    PySchema::new(columns::record_schema())
}

#[pymodule(name = "_dealsift")]
fn native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("DealsiftError", module.py().get_type::<DealsiftError>())?;
    module.add_class::<Engine>()?;
    module.add_class::<Deals>()?;
    module.add_function(wrap_pyfunction!(json_schema, module)?)?;
    module.add_function(wrap_pyfunction!(records, module)?)
}
