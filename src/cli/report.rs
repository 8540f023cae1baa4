//! `report`: the HTML page of a run.

use std::path::Path;

use serde_json::json;

use super::Finish;
use super::args::ReportArgs;
use super::log::LogFormat;
use super::output::Target;
use crate::error::Result;
use crate::sink;

pub(super) fn report(args: &ReportArgs, log: LogFormat) -> Result<Finish> {
    let filter = args.filter.filter()?;
    let beside = args.folder.join("report.html");
    let output = args.output.as_deref().unwrap_or(&beside);
    let file = (output != Path::new("-")).then_some(output);
    let (target, stream) = Target::open(file)?;
    let reported = sink::report(&args.folder, stream, args.limit, &filter)?;
    target.publish()?;
    if !args.quiet {
        let deals = match (reported.shown, reported.all) {
            (1, 1) => "1 deal".to_owned(),
            (shown, all) if shown == all => format!("{all} deals"),
            (shown, all) => format!("the first {shown} of {all} deals"),
        };
        let fields = json!({
            "deals": reported.shown,
            "file": output.display().to_string(),
        });
        let text = format!("{deals} in {}", output.display());
        log.tell(&text, "info", "written", fields);
    }
    Ok(Finish::Clean)
}
