// pgx.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/jackc/pgx/v4"
)

func main() {
	ctx := context.Background()
	// SNIPPET
	if err != nil {
		log.Fatal(err)
	}
	var answer string
	if err := connection.QueryRow(ctx, os.Getenv("QUERY")).Scan(&answer); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer)
}
