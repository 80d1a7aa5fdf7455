// node-postgres.
'use strict'

// SNIPPET
async function ask() {
  await client.connect()
  const { rows } = await client.query(process.env.QUERY)
  console.log(rows[0].answer)
  await client.end()
}

ask()
