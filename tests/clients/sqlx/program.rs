//! sqlx over rustls.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // SNIPPET
    let query = sqlx::AssertSqlSafe(std::env::var("QUERY")?);
    let answer: String = sqlx::query_scalar(query).fetch_one(&pool).await?;
    println!("{answer}");
    Ok(())
}
