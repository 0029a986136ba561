// This file lets Go declare a function without a body: see search_go126.go.
