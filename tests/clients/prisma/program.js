// Prisma's client for Node, over its adapter for pg.
async function main() {
  // SNIPPET
  const rows = await prisma.$queryRawUnsafe(process.env.QUERY)
  console.log(rows[0].answer)
  await prisma.$disconnect()
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
