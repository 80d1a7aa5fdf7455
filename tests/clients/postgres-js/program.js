// postgres.js.
'use strict'

// SNIPPET
async function ask() {
  const rows = await sql.unsafe(process.env.QUERY)
  console.log(rows[0].answer)
  await sql.end()
}

ask()
