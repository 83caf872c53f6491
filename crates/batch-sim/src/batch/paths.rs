//! Which request to a batch service a path is.

use hyper::Method;

use crate::batch::fault::Operation;
use crate::batch::service::BatchService;

/// A request to the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub operation: Operation,
    /// The file or the batch, where the path names one.
    pub id: String,
}

/// What a path behind the base path asks for.
pub(crate) fn route(service: &BatchService, method: &Method, inner: &str) -> Option<Route> {
    let found = |operation, id: &str| Some(Route { operation, id: id.to_owned() });
    if let Some(rest) = inner.strip_prefix(&service.files) {
        let parts: Vec<&str> = rest.split('/').collect();
        return match (method, parts.as_slice()) {
            (&Method::POST, [""]) => found(Operation::Upload, ""),
            (&Method::GET, [""]) => found(Operation::Files, ""),
            (&Method::GET, ["", id]) => found(Operation::File, id),
            (&Method::GET, ["", id, "content"]) => found(Operation::Content, id),
            (&Method::DELETE, ["", id]) => found(Operation::Delete, id),
            _ => None,
        };
    }
    let rest = inner.strip_prefix(&service.batches)?;
    let parts: Vec<&str> = rest.split('/').collect();
    match (method, parts.as_slice()) {
        (&Method::POST, [""]) => found(Operation::Create, ""),
        (&Method::GET, [""]) => found(Operation::Batches, ""),
        (&Method::GET, ["", id]) => found(Operation::Batch, id),
        (&Method::POST, ["", id, "cancel"]) => found(Operation::Cancel, id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_methods_are_told_apart() {
        let service = BatchService::default();
        let at = |method: Method, path| route(&service, &method, path).map(|route| (route.operation, route.id));
        assert_eq!(at(Method::POST, "/files"), Some((Operation::Upload, String::new())));
        assert_eq!(at(Method::GET, "/files/file-1/content"), Some((Operation::Content, "file-1".to_owned())));
        assert_eq!(at(Method::POST, "/batches/b/cancel"), Some((Operation::Cancel, "b".to_owned())));
        for (method, path) in [(Method::PUT, "/files"), (Method::GET, "/batchesx"), (Method::GET, "/batches/b/cancel")]
        {
            assert_eq!(at(method, path), None, "{path}");
        }
    }
}
