// The server of wish and Bubble Tea that cotejo is measured beside: a list beside a wrapped text, as in ../src/bin/peer.rs.
//
// It is built with Debian's packages of both (golang-github-charmbracelet-wish-dev, golang-github-charmbracelet-bubbletea-dev), without modules:
// GO111MODULE=off GOPATH=/usr/share/gocode go build -o wish main.go. `wish 127.0.0.1:2222 KEYFILE`.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/wish"
	bubbletea "github.com/charmbracelet/wish/bubbletea"
	"github.com/gliderlabs/ssh"
	"github.com/muesli/reflow/wordwrap"
)

// 200 KB of text in paragraphs.
func paragraphs() []string {
	sentence := "Every statement has somebody who says so, a date, a place in a source, and a word for how well it holds. "
	all := make([]string, 400)
	for n := range all {
		all[n] = fmt.Sprintf("%d. %s", n, strings.Repeat(sentence, 5))
	}
	return all
}

var text = paragraphs()

var (
	border   = lipgloss.NewStyle().Border(lipgloss.NormalBorder()).Width(28)
	selected = lipgloss.NewStyle().Reverse(true)
)

type reader struct {
	top, columns, rows int
}

func (r reader) Init() tea.Cmd { return nil }

func (r reader) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.columns, r.rows = msg.Width, msg.Height
	case tea.KeyMsg:
		switch msg.String() {
		case "k":
			r.top--
		case " ":
			r.top += 10
		case "b":
			r.top -= 10
		case "q", "ctrl+c":
			return r, tea.Quit
		default:
			r.top++
		}
	}
	r.top = (r.top + len(text)) % len(text)
	return r, nil
}

func (r reader) View() string {
	if r.rows == 0 {
		return ""
	}
	items := make([]string, 0, r.rows)
	for n := 0; n < r.rows-2; n++ {
		item := fmt.Sprintf("Section %d", n)
		if n == r.top%40 {
			item = selected.Render(item)
		}
		items = append(items, item)
	}
	var lines []string
	for n := r.top; n < len(text) && len(lines) < r.rows; n++ {
		lines = append(lines, strings.Split(wordwrap.String(text[n], r.columns-30), "\n")...)
	}
	if len(lines) > r.rows {
		lines = lines[:r.rows]
	}
	return lipgloss.JoinHorizontal(lipgloss.Top, border.Render(strings.Join(items, "\n")), strings.Join(lines, "\n"))
}

func main() {
	handler := func(s ssh.Session) (tea.Model, []tea.ProgramOption) {
		pty, _, active := s.Pty()
		if !active {
			return nil, nil
		}
		return reader{columns: pty.Window.Width, rows: pty.Window.Height}, []tea.ProgramOption{tea.WithAltScreen()}
	}
	server, err := wish.NewServer(
		wish.WithAddress(os.Args[1]),
		wish.WithHostKeyPath(os.Args[2]),
		wish.WithMiddleware(bubbletea.Middleware(handler)),
	)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(server.ListenAndServe())
}
