// Package dl is chapter 4 of Deep Learning from Scratch in Go: how a neural network learns. It measures how wrong a net
// is (a loss), asks in which direction each weight makes it worse (a gradient), takes a small step the other way, and
// repeats. Of chapter 3 it brings what a net needs to answer, of chapter 5 the layers through which a gradient runs
// backwards, which makes it fast.
//
// # A net in ten lines
//
//	src := rand.NewPCG(1, 0)
//	net := dl.NewTwoLayerNet(784, 50, 10, nil, src)
//	trainer := dl.Trainer{
//		Net: net, Optimizer: &dl.SGD{LearningRate: 0.1},
//		BatchSize: 100, Iterations: 10000, Src: src,
//	}
//	for step := range trainer.Steps(train) {
//		fmt.Println(step.Iteration, step.Loss)
//	}
//
// For the net of chapter 5 replace the [TwoLayerNet] by a [LayerNet], which may have any layers ([NewSequential]), and for an
// optimizer of chapter 6 replace [SGD] by [Momentum]. [CheckGradient] tells whether a net's two ways to its gradient agree. You
// can also write a net by hand, array by array: [Dot], [AddRow], [Map] and the others of matrix.go do what NumPy does in the
// book (see the example ByHand).
//
// # Rules
//
// Rows are samples. A batch is a matrix of N rows, x of shape (N, inputs), and each layer turns it into another one of N
// rows. All numbers are float64, which the numerical differences need. The right answers are [Targets], and their type
// says what they are: [Labels] by number, [Rows] by one row of numbers each. Nothing is guessed from sizes.
//
// What a function returns belongs to the caller, who may change it. What it is given stays as it is, unless it is called
// dst: results are written there and it is returned, and a nil dst is allocated. The exceptions are few and meant: a
// [Param] is the net's own memory, so that changing it changes the net; Gradient writes into Param.Grad; and the batch that
// a [Data] hands out lasts until the next one; [Take] and [TargetsOf] copy only what they must. A net keeps its intermediate
// results for reuse: after the first batch of a size a training step allocates nothing (a set of images, once, a list of its
// ink: see [Bytes]), and one net serves one goroutine at a time; several nets may learn side by side (see [Trainer]). A net comes from its New function; its zero value is good for
// loading only.
//
// A [Layer] is a part of a net, and there it is the other way round: what Forward and Backward return is the layer's own and
// good until the next call. It remembers its latest input, without a copy, until Backward has been through. [NewSequential]
// makes a net of any layers, also of your own types.
//
// A shape that does not fit is a bug in the calling code, and the function panics with a [ShapeError] that names both
// shapes. An argument that makes no sense (no samples, a label that is no class, a learning rate of NaN) is an
// [ArgumentError]. Both speak English in every language of the course, like the panics of Go itself. Only what comes from
// outside fails as an error: a file that [Load] cannot read, or [Save] not write. A NaN among the data is neither; it goes
// through to the result, where it can be seen.
//
// The loss and its gradient follow the book where the two do not quite agree. The loss adds [Delta] inside the logarithm,
// backpropagation does not. Of targets that are not one-hot the loss takes the largest of a row, backpropagation takes the
// row.
//
// Random numbers come from a source of math/rand/v2 that the caller passes, and from nowhere else: keep the seed and you
// can repeat the experiment.
//
// # The same bits everywhere
//
// The same program gives the same bits on every machine, from a laptop to a browser. That takes three habits. Products
// are rounded before they are added: a plain a*b + c becomes one instruction with one rounding on some processors and not
// on others, and float64(a*b) + c does not. Sums start at 0 and take their terms in order, also where several cores
// share a batch. And [Exp], [Log], [Tanh], [Normal] and [Choice] are the
// package's own, because those of the standard library differ between processors.
//
// Pixels that are 0 are left out of products. That changes no bit, as long as the weights are finite; a weight that has
// become infinite or NaN shows itself only through pixels that are not 0.
//
// The promise covers what this package computes. The function that a caller passes to [NumericalDiff] or [Map] is the
// caller's, and x*x + y*y in it may be fused. Nor does it cover mat.Dense's own Mul, whose order of terms differs between
// processors: use [Dot].
//
// # Where to find what
//
// The files follow the book:
//
//	functions.go        activations                                 3.2
//	matrix.go           what NumPy does with arrays                 3.3
//	softmax.go          scores to probabilities                     3.5
//	threelayernet.go    a net that answers in batches               3.6
//	loss.go             how wrong an answer is                      4.2
//	targets.go          the right answers, by label or by row       4.2.4
//	minibatch.go        a handful of samples instead of all         4.2.3
//	numdiff.go          slopes by differences                       4.3
//	gradient.go         all slopes of a point, and of parameters    4.4
//	descent.go          down the slope                              4.4.1
//	simplenet.go        a net with six weights                      4.4.2
//	param.go            the numbers that learning changes           4.4.2
//	init.go             what they start from                        4.5.1, 6.2
//	twolayernet.go      a net that reads digits                     4.5.1
//	optimizer.go        one step of descent                         4.5.2, 6.1
//	trainer.go          the whole loop, and what an epoch is        4.5.2, 4.5.3
//	accuracy.go         the share of right answers                  3.6.2, 4.5.3
//	nodes.go            multiplying and adding, there and back      5.4
//	layer.go            what every layer does                       5.4
//	relu.go             0 for what is negative                      5.5.1
//	sigmoid.go          the squashing layer                         5.5.2
//	tanh.go             its relative from -1 to 1                   5.5
//	affine.go           weights and bias                            5.6.1, 5.6.2
//	softmaxwithloss.go  the end of a net                            5.6.3
//	layernet.go         a net of layers                             5.7.2
//	gradientcheck.go    are both gradients the same                 5.7.3
//	dropout.go          forgetting some neurons while learning      6.4.3
//
// None of these files knows that a computer has several cores: how they share the samples of a batch is in cores.go alone. The
// other files behind them are sequential.go (nets of any layers), netfile.go and layerfile.go (a net as a file), netdiff.go
// (numerical gradients of nets, made fast), product.go (the matrix products), bytes.go (images as a set keeps them), shape.go and
// format.go (printing as NumPy prints) and errors.go.
//
// For the names in the book's Python:
//
//	step_function(x)                     StepFunction(x)
//	sigmoid(x), relu(x)                  Sigmoid(x), ReLU(x)
//	sigmoid_grad(x)                      SigmoidGrad(x)
//	np.exp(x), np.log(x), np.tanh(x)     Exp(x), Log(x), Tanh(x)
//	np.dot(a, b)                         Dot(a, b)
//	a + b, a - b, a * b                  Add(a, b), Sub(a, b), MulElem(a, b)
//	a + b of shapes (n, m), (m,)         AddRow(a, b), b of shape (1, m)
//	k * a, a / k                         Scale(k, a), Divide(a, k)
//	f(a), entry by entry                 Map(f, a)
//	np.sum(a, axis=0), np.sum(a, axis=1) ColumnSums(a), RowSums(a)
//	a.T                                  a.T()
//	a[0], a[:, 0]                        a.RowView(0), a.ColView(0)
//	x[mask]                              Take(x, mask)
//	softmax(x)                           Softmax(nil, x), SoftmaxRows(nil, x)
//	mean_squared_error(y, t)             SumSquaredError(y, t)
//	sum_squared_error(y, t)              SumSquaredError(y, t), SumSquaredErrorBatch(y, t)
//	cross_entropy_error(y, t)            CrossEntropy(y, t), CrossEntropyBatch(y, t)
//	delta = 1e-7                         Delta
//	t, one_hot_label=False               Labels{5, 0, 4}
//	t, one_hot_label=True                Rows{m}, OneHot(labels, 10)
//	np.argmax(v), np.argmax(y, axis=1)   ArgMax(v), ArgMaxRows(y)
//	h = 1e-4                             DiffStep
//	numerical_diff(f, x)                 ForwardDiff(f, x, h), NumericalDiff(f, x)
//	tangent_line(f, x)                   TangentLine(f, x)
//	numerical_gradient(f, x)             NumericalGradient(nil, f, x)
//	numerical_gradient(f, W)             NumericalGradients(loss, params)
//	gradient_descent(f, x, lr, n)        GradientDescent(f, x, lr, n)
//	simpleNet()                          NewSimpleNet(src)
//	TwoLayerNet(784, 50, 10)             NewTwoLayerNet(784, 50, 10, nil, src)
//	net.predict(x), net.loss(x, t)       net.Predict(x), net.Loss(x, t)
//	net.accuracy(x, t)                   net.Accuracy(x, t)
//	net.numerical_gradient(x, t)         net.NumericalGradient(x, t)
//	net.gradient(x, t)                   net.Gradient(x, t)
//	net.params['W1']                     net.Param("W1").Value
//	grads['W1']                          net.Param("W1").Grad
//	params[key] -= lr * grads[key]       SGD.Update(params)
//	MulLayer(), AddLayer()               new(MulLayer), AddLayer{}
//	Affine(W, b)                         NewAffineLayer(w, b); with weights that are drawn, NewAffine(784, 50, nil, src)
//	Relu(), Sigmoid()                    new(ReLULayer), new(SigmoidLayer)
//	SoftmaxWithLoss()                    new(SoftmaxWithLoss)
//	Dropout(0.5)                         &Dropout{Ratio: 0.5, Src: src}
//	train_flg=True, False                Gradient trains; Predict, Loss and Accuracy do not (TrainingLayer)
//	layer.forward(x)                     Layer.Forward(x)
//	layer.backward(dout)                 Layer.Backward(dy)
//	affine.dW, affine.db                 AffineLayer.W.Grad, AffineLayer.B.Grad
//	TwoLayerNet of ch05                  NewLayerNet(784, 50, 10, nil, src); of other layers, NewSequential(layers...)
//	layers = OrderedDict()               LayerNet.Layers(), in order
//	net.layers['Affine1']                LayerNet.Layer("Affine1")
//	np.average(np.abs(a - b))            CheckGradient(net, x, t)
//	init_network()                       NewThreeLayerNet, or trained: SampleNet of package datasets
//	predict(network, x)                  ThreeLayerNet.Predict(x)
//	pickle.load, pickle.dump             Load(path, net), Save(path, net)
//	SGD(lr), Momentum(lr, momentum)      SGD{lr}, Momentum{LearningRate: lr, Momentum: momentum}
//	optimizer.update(params, grads)      Optimizer.Update(params)
//	weight_init_std=0.01                 Std(0.01); Xavier and He of chapter 6
//	np.random.randn(n, m)                Normal(n, m, 1, src)
//	np.random.rand(n, m)                 Uniform(n, m, src)
//	np.random.choice(n, size)            Choice(n, size, src)
//	i % iter_per_epoch == 0              EpochStart(i, samples, batch)
//	x.shape                              ShapeOf(x), Param.Shape()
//	print(x)                             FormatVector(x), FormatMatrix(x)
package dl
