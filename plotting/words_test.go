package plotting_test

import (
	"bytes"
	"math"
	"testing"

	"dlfs/plotting"
)

// What figures say in each language. The sentences are those of native readers, not of a rule, so each is spelled out.
func TestAltTextsInEachLanguage(t *testing.T) {
	square := func(x float64) float64 { return x * x }
	loss := []float64{2.3, 1.2, 0.17}
	for _, c := range []struct {
		name string
		make func() *plotting.Figure
		want map[string]string
	}{
		{"Curve", func() *plotting.Figure { return plotting.Curve(-3, 2, square) }, map[string]string{
			"":   "Curve of f(x) for x from −3 to 2, lowest with 0 at x = 0 and highest with 9 at x = −3.",
			"zh": "f(x) 的曲线，x 从 −3 到 2，函数值在 x = 0 处取最小值 0，在 x = −3 处取最大值 9。",
			"ko": "f(x)의 곡선, x는 −3에서 2까지, 값은 최저 0(x = 0), 최고 9(x = −3).",
			"ja": "f(x)の曲線。xは−3から2まで、値はx = 0で最小の0、x = −3で最大の9となる。",
		}},
		{"LossCurve", func() *plotting.Figure { return plotting.LossCurve(loss, 2) }, map[string]string{
			"":   "Line falling from 2.30 to 0.17 over 3 iterations; the mean over the last 2 falling from 2.30 to 0.68.",
			"zh": "3 次迭代的折线，从 2.30 降到 0.17；最近 2 次的平均值从 2.30 降到 0.68。",
			"ko": "반복 3회에 걸친 곡선, 2.30에서 0.17까지 감소; 최근 2회의 평균은 2.30에서 0.68까지 감소.",
			"ja": "3回の反復の折れ線。値は2.30から0.17に減少する。直近2回の平均は2.30から0.68に減少する。",
		}},
		{"one of them", func() *plotting.Figure { return plotting.LossCurve(loss[:1], 0) }, map[string]string{
			"":   "Line staying at 2.30 over 1 iteration.",
			"zh": "1 次迭代的折线，保持在 2.30。",
			"ko": "반복 1회에 걸친 곡선, 2.30에서 변화 없음.",
			"ja": "1回の反復の折れ線。値は2.30のまま変わらない。",
		}},
		{"LearningRates", func() *plotting.Figure {
			return plotting.LearningRates([]float64{0.1, 10}, [][]float64{{25, 1, 0.1}, {25, 1e12, math.Inf(1)}})
		}, map[string]string{
			"": "Values of the function on a logarithmic axis: learning rate 0.1, falling from 25 to 0.10 over 2 steps; " +
				"learning rate 10, rising from 25 to 1.00e12 over 1 step, then above 1e300.",
			"zh": "函数值（对数坐标轴）：学习率 0.1，2 步内从 25 降到 0.10；学习率 10，1 步内从 25 升到 1.00e12，之后超过 1e300。",
			"ko": "로그 축에 나타낸 함숫값: 학습률 0.1, 2단계에 걸쳐 25에서 0.10까지 감소; " +
				"학습률 10, 1단계에 걸쳐 25에서 1.00e12까지 증가, 그 뒤로는 1e300 초과.",
			"ja": "対数軸に描いた関数の値：学習率0.1では2ステップで25から0.10に減少する。" +
				"学習率10では1ステップで25から1.00e12に増加する。その後は1e300を超える。",
		}},
		{"DescentPath", func() *plotting.Figure {
			return plotting.DescentPath([][]float64{{-3, 4}, {0, 0}, {math.NaN(), 0}})
		}, map[string]string{
			"":   "Path of 2 points from (−3, 4) to (0, 0), the distance from the origin falling from 5 to 0. From step 2 on it is not a number.",
			"zh": "2 个点的路径，从 (−3, 4) 到 (0, 0)，到原点的距离从 5 降到 0。从第 2 步起，它不再是数。",
			"ko": "점 2개의 경로, (−3, 4)에서 (0, 0)까지, 원점까지의 거리는 5에서 0까지 감소. 2번째 단계부터 수가 아님.",
			"ja": "2個の点の経路。(−3, 4)から(0, 0)まで進み、原点からの距離は5から0に減少する。ステップ2からは数ではない。",
		}},
		{"Confusion", func() *plotting.Figure { return plotting.Confusion([][]int{{98, 2, 0}, {1, 90, 9}, {0, 0, 100}}) }, map[string]string{
			"": "Confusion matrix of 3 classes: 288 of 300 guesses right; the most frequent mistake is 1 taken for 2, with 9, " +
				"and class 1 is recognised least, at 90.0%.",
			"zh": "3 个类别的混淆矩阵：300 次预测中有 288 次正确；最常见的错误是把 1 认成 2，共 9 次；类别 1 最难识别，只有 90.0%。",
			"ko": "클래스 3개의 혼동 행렬: 예측 300개 가운데 288개가 정답; 가장 잦은 실수: 정답 1, 예측 2(9번); 정답률이 가장 낮은 클래스: 1(90.0%).",
			"ja": "3個のクラスの混同行列：300回の予測のうち288回が正解。最も多い誤りは1を2と取り違えたもので9回、最も認識されにくいクラスは1で90.0%。",
		}},
		{"AccuracyCurves", func() *plotting.Figure { return plotting.AccuracyCurves([]float64{0.1, 0.95}, []float64{0.1, 0.94}) }, map[string]string{
			"":   "Two lines over 2 epochs: training accuracy rising from 0.10 to 0.95, test accuracy rising from 0.10 to 0.94.",
			"zh": "2 个 epoch 的两条折线：训练准确率从 0.10 升到 0.95，测试准确率从 0.10 升到 0.94。",
			"ko": "에폭 2회에 걸친 곡선 2개: 훈련 정확도는 0.10에서 0.95까지 증가, 시험 정확도는 0.10에서 0.94까지 증가.",
			"ja": "2エポックの2本の折れ線：訓練データの認識精度は0.10から0.95に増加する。テストデータの認識精度は0.10から0.94に増加する。",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("DLFS_LANG", "en")
			english, err := c.make().PNG()
			if err != nil {
				t.Fatal(err)
			}
			c.want["de"] = c.want[""] // A language that the course does not have.
			for lang, want := range c.want {
				t.Setenv("DLFS_LANG", lang)
				fig := c.make()
				if got := fig.Alt(); got != want {
					t.Errorf("%q: %s\nwant %s", lang, got, want)
				}
				// What is drawn is the same in all languages.
				if picture, err := fig.PNG(); err != nil || !bytes.Equal(picture, english) {
					t.Errorf("%q: the picture differs from the English one, %v", lang, err)
				}
			}
		})
	}
}

// An error is put into words when it is made, and keeps them.
func TestErrorsInEachLanguage(t *testing.T) {
	for lang, want := range map[string]string{
		"":   "plotting: loss[1] is NaN: only finite numbers up to ±1e+300 can be drawn",
		"zh": "plotting: loss[1] 是 NaN：只能画不超过 ±1e+300 的有限数",
		"ko": "plotting: loss[1] = NaN: ±1e+300 이내의 유한한 수만 그릴 수 있습니다",
		"ja": "plotting: loss[1]はNaNです。描けるのは±1e+300以内の有限の数だけです",
	} {
		t.Setenv("DLFS_LANG", lang)
		err := plotting.LossCurve([]float64{1, math.NaN()}, 0).Err()
		t.Setenv("DLFS_LANG", "en")
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", lang, err, want)
		}
	}
}

// The words of Pipelines are drawn in the reader's language on every machine: see `make glyphs` if characters are missing.
func TestPipelinesInEachLanguage(t *testing.T) {
	for lang, want := range map[string]struct {
		drawn []string
		alt   string
	}{
		"en": {
			[]string{"image", "rules thought up by a person", "features thought up", "machine learning", "neural network", "answer",
				"shaded: learned from data, without a person&#39;s hand"},
			"1. image → rules thought up by a person → answer; " +
				"2. image → features thought up by a person → machine learning (shaded) → answer; " +
				"3. image → neural network (shaded) → answer. shaded: learned from data, without a person's hand.",
		},
		"zh": {
			[]string{"图像", "人设计的规则", "人设计的特征量", "机器学习", "神经网络", "答案", "着色部分：从数据中学习，无需人工介入"},
			"1. 图像 → 人设计的规则 → 答案；2. 图像 → 人设计的特征量 → 机器学习（着色） → 答案；" +
				"3. 图像 → 神经网络（着色） → 答案。着色部分：从数据中学习，无需人工介入。",
		},
		"ko": {
			[]string{"이미지", "사람이 생각해 낸 규칙", "사람이 생각해 낸", "특징", "기계 학습", "신경망", "답", "색칠한 부분: 사람의 손을 거치지 않고 데이터에서 학습"},
			"1. 이미지 → 사람이 생각해 낸 규칙 → 답; 2. 이미지 → 사람이 생각해 낸 특징 → 기계 학습(색칠) → 답; " +
				"3. 이미지 → 신경망(색칠) → 답. 색칠한 부분: 사람의 손을 거치지 않고 데이터에서 학습.",
		},
		"ja": {
			[]string{"画像", "人が考えた規則", "人が考えた特徴量", "機械学習", "ニューラルネットワーク", "答え", "色付きの部分：人の手を介さず、データから学習"},
			"1. 画像 → 人が考えた規則 → 答え。2. 画像 → 人が考えた特徴量 → 機械学習（色付き） → 答え。" +
				"3. 画像 → ニューラルネットワーク（色付き） → 答え。色付きの部分：人の手を介さず、データから学習。",
		},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Setenv("DLFS_LANG", lang)
			hideFont(t) // Words of the package need no installed one.
			fig := plotting.Pipelines(plotting.PipelineTexts{})
			svg := svgOf(t, fig)
			for _, s := range want.drawn {
				if !bytes.Contains(svg, []byte(">"+s+"</text>")) {
					t.Errorf("%s is not drawn", s)
				}
			}
			if got := fig.Alt(); got != want.alt {
				t.Errorf("alt text %s\nwant %s", got, want.alt)
			}
			pngOf(t, fig)
		})
	}
}

// A browser has no fonts for a page's charts, so what this package writes by itself must not need an installed one.
func TestFiguresNeedNoFontInAnyLanguage(t *testing.T) {
	hideFont(t)
	for _, lang := range []string{"en", "zh", "ko", "ja"} {
		t.Setenv("DLFS_LANG", lang)
		for name, draw := range figures {
			if _, err := draw().PNG(); err != nil {
				t.Errorf("%s, %s: %v", lang, name, err)
			}
		}
	}
}
