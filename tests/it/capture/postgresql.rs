//! A real PostgreSQL server.

use pgcerts::testing::Endpoint;
use pgcerts::testing::Signature;
use pgcerts::testing::TlsVersion;
use pgcerts::testing::{SslReply, Tls};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::{captured, endpoint};
use crate::support::cluster::{Cluster, HOST};

#[test]
fn a_real_server_shows_its_certificate() {
    let Some(cluster) = Cluster::shared("the capture of a real server") else { return };
    let local = endpoint(([127, 0, 0, 1], cluster.port).into());
    let by_name = Endpoint { host: Some("localhost".into()), hostaddr: None, ..local.clone() };
    for endpoint in [local, by_name] {
        let capture = captured(endpoint);
        assert_eq!(capture.reply, Some(SslReply::Willing));
        assert_eq!(capture.other_protocol, None);
        assert!(capture.address.is_loopback());
        let Tls::Established(handshake) = capture.tls else { panic!("{:?}", capture.tls) };
        assert_eq!(handshake.version, TlsVersion::V1_3);
        assert_eq!(handshake.proof, Signature::Valid);
        let [leaf] = &handshake.chain[..] else { panic!("{} certificates", handshake.chain.len()) };
        let (_, leaf) = X509Certificate::from_der(leaf).expect("a certificate");
        let names = leaf.subject_alternative_name().expect("names").expect("an extension");
        assert!(format!("{:?}", names.value).contains(HOST));
    }
}
