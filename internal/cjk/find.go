package cjk

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// find returns the files below the folders that are the font by their names. A folder that is not there, or that may not
// be read, has none.
func find(folders string) (files []string) {
	list := filepath.SplitList(folders)
	if folders == "" {
		home, _ := os.UserHomeDir() // Without a home there are no fonts in it.
		list = standardFolders(runtime.GOOS, home, os.Getenv)
	}
	for _, folder := range list {
		if target, err := filepath.EvalSymlinks(folder); err == nil { // WalkDir would not follow the folder itself.
			folder = target
		}
		filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && isFont(entry.Name()) {
				files = append(files, path)
			}
			return nil
		})
	}
	return files
}

// isFont reports whether a file is the font in regular weight by its name: NotoSansCJK-Regular.ttc with all regions,
// NotoSansCJKsc-Regular.otf or NotoSansSC-Regular.otf with one, or NotoSansCJK.ttc with all weights too.
func isFont(name string) bool {
	name = strings.ToLower(name)
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	switch filepath.Ext(name) {
	case ".ttc", ".otf", ".ttf":
	default:
		return false
	}
	stem, ok := strings.CutPrefix(strings.TrimSuffix(stem, "-regular"), "notosans")
	if !ok {
		return false
	}
	region, common := strings.CutPrefix(stem, "cjk")
	for _, r := range Regions {
		if region == strings.ToLower(string(r)) {
			return true
		}
	}
	return common && region == ""
}

// standardFolders returns where a system keeps its fonts, the user's own first.
func standardFolders(system, home string, env func(string) string) (folders []string) {
	if system == "darwin" {
		if home != "" {
			folders = append(folders, filepath.Join(home, "Library", "Fonts"))
		}
		return append(folders, "/Library/Fonts", "/System/Library/Fonts")
	}
	// The XDG Base Directory Specification, and the older ~/.fonts.
	data := env("XDG_DATA_HOME")
	if data == "" && home != "" {
		data = filepath.Join(home, ".local", "share")
	}
	if home != "" {
		folders = append(folders, filepath.Join(home, ".fonts"))
	}
	for _, dir := range strings.Split(data+":"+env("XDG_DATA_DIRS")+":/usr/local/share:/usr/share", ":") {
		if dir = filepath.Join(dir, "fonts"); filepath.IsAbs(dir) && !slices.Contains(folders, dir) {
			folders = append(folders, dir)
		}
	}
	return folders
}
