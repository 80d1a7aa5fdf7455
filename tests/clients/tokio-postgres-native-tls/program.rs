//! tokio-postgres over native-tls.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // SNIPPET
    let row = client.query_one(std::env::var("QUERY")?.as_str(), &[]).await?;
    println!("{}", row.get::<_, String>(0));
    Ok(())
}
