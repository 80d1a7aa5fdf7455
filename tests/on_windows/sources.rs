//! Where roots come from besides the program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use crate::support::{AZURE, Folder, answer, bundled, holds, pgcerts};

/// A mirror on this machine that serves each of the default roots once; its address.
fn mirror() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().take(AZURE.len()) {
            let mut stream = stream.expect("a connection");
            let mut lines =
                BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
            let request = lines.next().expect("a request").replace("%20", " ");
            lines.find(String::is_empty).expect("the end of the request");
            let file = AZURE.iter().find(|file| request.contains(*file)).expect("a root");
            let body = bundled(file);
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len())
                .and_then(|()| stream.write_all(&body))
                .expect("an answer");
        }
    });
    format!("http://{address}/roots")
}

#[test]
fn a_mirror_is_downloaded_from() {
    let folder = Folder::new();
    let file = folder.path("root.crt");
    let mut command = pgcerts(["install", "--json", "--mirror", &mirror(), "--dest"]);
    command.arg(&file).env_remove("http_proxy").env_remove("HTTP_PROXY").env("NO_PROXY", "127.0.0.1");
    let json = answer(&mut command).exits(0).json();
    let sources = json["roots"].as_array().expect("roots").iter().map(|root| &root["source"]);
    assert!(sources.clone().all(|source| *source == "mirror"), "{json}");
    holds(&file, &AZURE);
}

#[test]
fn a_folder_is_read_whatever_its_files_are_called() {
    let folder = Folder::new();
    let from = folder.path("von der IT");
    std::fs::create_dir(&from).expect("a folder");
    for (number, file) in AZURE.iter().enumerate() {
        std::fs::write(from.join(format!("{number} größe.cer")), bundled(file)).expect("a file");
    }
    let file = folder.path("root.crt");
    answer(pgcerts(["install", "--from"]).arg(&from).arg("--dest").arg(&file)).exits(0);
    holds(&file, &AZURE);
}
