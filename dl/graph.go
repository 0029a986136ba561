package dl

import "fmt"

// A Node is one number of a computational graph (section 5.1): an input, or what one operation makes of one or two other
// nodes. Operations compute at once, so a formula is written as it is read:
//
//	apple, count, tax := dl.Input("apple", 100), dl.Input("count", 2), dl.Input("tax", 1.1)
//	bill := apple.Mul(count).Mul(tax) // bill.Value is 220
//	bill.Backward()                   // apple.Grad is 2.2: one more for an apple makes 2.2 more on the bill
//
// A node is not copied: used twice, it is one number with two ways to the result.
type Node struct {
	Name  string  // what the number is called, such as "tax", or empty
	Op    string  // the operation: "+", "−", "×", "÷", "exp", "ln" or "ReLU"; empty for an input
	From  []*Node // what the operation takes; nil for an input
	Value float64 // set it for an input, then call Forward of the result
	Grad  float64 // the derivative of the result with respect to Value, once Backward of the result has run
}

// Input returns a node without an operation.
func Input(name string, value float64) *Node { return &Node{Name: name, Value: value} }

// Add returns n + m.
func (n *Node) Add(m *Node) *Node { return newNode("+", n, m) }

// Sub returns n − m.
func (n *Node) Sub(m *Node) *Node { return newNode("−", n, m) }

// Mul returns n × m.
func (n *Node) Mul(m *Node) *Node { return newNode("×", n, m) }

// Div returns n ÷ m.
func (n *Node) Div(m *Node) *Node { return newNode("÷", n, m) }

// Exp returns e to the power of n.
func (n *Node) Exp() *Node { return newNode("exp", n) }

// Log returns the natural logarithm of n.
func (n *Node) Log() *Node { return newNode("ln", n) }

// ReLU returns the larger of n and 0.
func (n *Node) ReLU() *Node { return newNode("ReLU", n) }

func newNode(op string, from ...*Node) *Node {
	for _, m := range from {
		checkArgument(m != nil, "Node", "an input of "+op, "nil", "a node")
	}
	n := &Node{Op: op, From: from}
	n.compute()
	return n
}

// Named gives the node a name and returns it.
func (n *Node) Named(name string) *Node {
	n.Name = name
	return n
}

// String returns the node's name, or its operation, and its value.
func (n *Node) String() string {
	name := n.Name
	if name == "" {
		name = n.Op
	}
	return fmt.Sprintf("%s = %.6g", name, n.Value)
}

// Nodes returns the nodes of which n is made, and n as the last: each after those that it takes, and otherwise in the order
// in which the formula mentions them.
func (n *Node) Nodes() []*Node {
	var nodes []*Node
	seen := make(map[*Node]bool)
	var visit func(*Node)
	visit = func(m *Node) {
		if seen[m] {
			return
		}
		seen[m] = true
		for _, from := range m.From {
			visit(from)
		}
		nodes = append(nodes, m)
	}
	visit(n)
	return nodes
}

// Forward computes all nodes of n again, after values of inputs have changed, and returns the value of n.
func (n *Node) Forward() float64 {
	for _, m := range n.Nodes() {
		m.compute()
	}
	return n.Value
}

func (n *Node) compute() {
	switch n.Op {
	case "+":
		n.Value = n.From[0].Value + n.From[1].Value
	case "−":
		n.Value = n.From[0].Value - n.From[1].Value
	case "×":
		n.Value = float64(n.From[0].Value * n.From[1].Value)
	case "÷":
		n.Value = n.From[0].Value / n.From[1].Value
	case "exp":
		n.Value = Exp(n.From[0].Value)
	case "ln":
		n.Value = Log(n.From[0].Value)
	case "ReLU":
		n.Value = ReLU(n.From[0].Value)
	}
}

// Backward sets Grad of n to 1, and Grad of each node that n is made of to the derivative of n with respect to it
// (section 5.2, the chain rule). Where several operations use a node, what comes back from each is added up. Values must be
// those of the latest Forward.
func (n *Node) Backward() {
	nodes := n.Nodes()
	for _, m := range nodes {
		m.Grad = 0
	}
	n.Grad = 1
	for i := len(nodes) - 1; i >= 0; i-- {
		m := nodes[i]
		for k, back := range m.Back() {
			m.From[k].Grad += back
		}
	}
}

// Back returns what goes back from n along each of From: Grad times the local derivative, that is, the derivative of n with
// respect to that input alone. It is empty for an input.
func (n *Node) Back() []float64 {
	g := n.Grad
	switch n.Op {
	case "+":
		return []float64{g, g}
	case "−":
		return []float64{g, -g}
	case "×":
		return []float64{float64(g * n.From[1].Value), float64(g * n.From[0].Value)}
	case "÷":
		y := n.From[1].Value
		return []float64{g / y, -float64(g*n.Value) / y}
	case "exp":
		return []float64{float64(g * n.Value)}
	case "ln":
		return []float64{g / n.From[0].Value}
	case "ReLU":
		if n.From[0].Value > 0 {
			return []float64{g}
		}
		return []float64{0}
	}
	return nil
}
