//! Files and batches as JSON.

use serde_json::{Value, json};

use crate::batch::fault::Twist;
use crate::batch::file::Stored;
use crate::batch::job::Job;
use crate::batch::service::{BatchService, Errors, Stage};
use crate::batch::settings::BatchSettings;

pub(crate) fn file(file: &Stored) -> Value {
    json!({
        "id": file.id, "object": "file", "bytes": file.contents.as_ref().map_or(0, |contents| contents.bytes),
        "created_at": file.created_at, "filename": file.name, "purpose": file.purpose, "status": "processed",
        "status_details": "",
    })
}

pub(crate) fn batch(job: &Job, service: &BatchService, settings: &BatchSettings) -> Value {
    let mut value = json!({
        "id": job.id, "object": "batch", "endpoint": job.endpoint, "input_file_id": job.input,
        "completion_window": job.window, "status": service.state(job.stage), "created_at": job.created_at,
        "expires_at": job.expires_at, "output_file_id": job.output, "error_file_id": job.errors,
        "metadata": if settings.echoes_metadata { job.metadata.clone() } else { Value::Null },
    });
    for (stage, name) in [
        (Stage::InProgress, "in_progress_at"),
        (Stage::Finalizing, "finalizing_at"),
        (Stage::Completed, "completed_at"),
        (Stage::Failed, "failed_at"),
        (Stage::Cancelling, "cancelling_at"),
        (Stage::Cancelled, "cancelled_at"),
    ] {
        value[name] = json!(job.stamps.get(&stage));
    }
    if service.expired_at {
        value["expired_at"] = json!(job.stamps.get(&Stage::Expired));
    }
    let counts = job.counts;
    value["request_counts"] = match job.has(Twist::NoCounts) {
        true => Value::Null,
        false => json!({"total": counts.total, "completed": counts.completed, "failed": counts.failed}),
    };
    match service.errors {
        Errors::Unsaid => {}
        Errors::Text => {
            value["errors"] = json!(job.reasons.first().map_or("", |why| &why.message));
        }
        Errors::List => {
            let said = job
                .reasons
                .iter()
                .map(|why| json!({"code": why.code, "message": why.message, "param": null, "line": why.line}));
            let data: Vec<Value> = said.collect();
            value["errors"] = if data.is_empty() { Value::Null } else { json!({"object": "list", "data": data}) };
        }
    }
    value
}

/// A page of a list.
pub(crate) fn list(data: &[Value], has_more: bool) -> Value {
    let end = |thing: Option<&Value>| thing.map_or(Value::Null, |thing| thing["id"].clone());
    json!({"object": "list", "data": data, "first_id": end(data.first()), "last_id": end(data.last()), "has_more": has_more})
}
