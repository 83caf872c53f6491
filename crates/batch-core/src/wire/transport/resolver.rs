//! Names looked up once in a while, not for every connection: where each call has its own, that would be every call.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tokio::time::Instant;
use tower_service::Service;

/// How long addresses are believed in.
const FRESH: Duration = Duration::from_secs(30);

/// A name, its addresses, and when it was looked up.
type Said = (Name, Vec<SocketAddr>, Instant);

/// The system's resolver, and what it said last.
#[derive(Clone)]
pub(super) struct Resolver {
    system: GaiResolver,
    said: Arc<Mutex<Option<Said>>>,
}

impl Resolver {
    pub fn new() -> Self {
        Self { system: GaiResolver::new(), said: Arc::default() }
    }
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.system.poll_ready(cx)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let said = self.said.clone();
        if let Some((known, addresses, at)) = &*said.lock().unwrap_or_else(PoisonError::into_inner)
            && *known == name
            && at.elapsed() < FRESH
        {
            return Box::pin(std::future::ready(Ok(addresses.clone().into_iter())));
        }
        let looked_up = self.system.call(name.clone());
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = looked_up.await?.collect();
            *said.lock().unwrap_or_else(PoisonError::into_inner) = Some((name, addresses.clone(), Instant::now()));
            Ok(addresses.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_name_is_looked_up_again_after_a_while_only() {
        let mut resolver = Resolver::new();
        let name: Name = "localhost".parse().unwrap();
        let first: Vec<SocketAddr> = resolver.call(name.clone()).await.unwrap().collect();
        assert!(!first.is_empty());
        let marked: SocketAddr = "192.0.2.1:0".parse().unwrap();
        if let Some((_, addresses, _)) = &mut *resolver.said.lock().unwrap() {
            *addresses = vec![marked];
        }
        assert_eq!(resolver.call(name.clone()).await.unwrap().collect::<Vec<_>>(), [marked]);
        tokio::time::advance(FRESH).await;
        assert_eq!(resolver.call(name).await.unwrap().collect::<Vec<_>>(), first);
    }
}
