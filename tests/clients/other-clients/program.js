// node-postgres: connects to each server that a line of the file names: host, port, root certificates.
'use strict'

const fs = require('fs')
const pg = require('pg')

async function connect(line) {
  const [host, port, root] = line.split(' ')
  const client = new pg.Client({ host, port, user: 'u', database: 'd', ssl: { ca: fs.readFileSync(root) } })
  client.on('error', () => {})
  try {
    await client.connect()
    console.log(line, 'connected')
    await client.end()
  } catch (error) {
    console.log(line, error.message)
  }
}

async function main() {
  for (const line of fs.readFileSync(process.argv[2], 'utf8').trim().split('\n')) await connect(line)
}

main()
