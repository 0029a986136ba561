package fetch_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"

	"dlfs/datasets"
	"dlfs/datasets/fetch"
)

func ExamplePrepare() {
	// Where the module cache has MNIST, nothing is downloaded.
	_, err := fetch.Prepare(context.Background(), func(step string) { fmt.Println(step) })
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(datasets.Status().OK())
	// Output: true
}

func ExampleDownload() {
	empty := httptest.NewServer(http.NotFoundHandler()) // a mirror that has nothing
	defer empty.Close()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	err = fetch.Download(context.Background(), dir, datasets.SourceFiles(), []string{empty.URL}, func(string) {})
	for _, failure := range err.(*fetch.Error).Mirrors {
		fmt.Println(failure.Err)
	}
	// Output: the server answers 404 Not Found
}

func ExampleMirrors() {
	fmt.Println(fetch.Mirrors()[0])
	// Output: https://storage.googleapis.com/cvdf-datasets/mnist/
}
